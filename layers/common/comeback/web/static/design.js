// Shows what is typed without a press of the button: the same form, answered by the same page, of which preview and errors are taken.
const form = document.getElementById("design");
let timer, asked = 0;

async function look() {
  const mine = ++asked;
  const answer = await fetch(form.querySelector("[formaction$='/preview']:not([name])").formAction, {
    method: "POST", body: new URLSearchParams(new FormData(form)),
  });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine === asked && fresh.getElementById("pictures")) put(fresh);
}

function put(fresh) {
  for (const id of ["pictures", "standing"]) document.getElementById(id).innerHTML = fresh.getElementById(id).innerHTML;
  for (const error of form.querySelectorAll(".error")) error.remove();
  for (const here of form.querySelectorAll("[id]")) {
    const there = fresh.getElementById(here.id);
    if (!there) continue;
    if (here.matches(".help")) here.textContent = there.textContent;
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (there.hasAttribute(name)) here.setAttribute(name, there.getAttribute(name));
      else here.removeAttribute(name);
    }
    const error = fresh.getElementById(`${here.id}-error`);
    if (error) (here.matches("fieldset") ? here : here.parentElement).querySelector("legend, label").after(error);
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => look().catch(() => {}), 500);
});
