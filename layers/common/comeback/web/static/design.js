// Shows what is typed without a press of the button: the same form, answered by the same page, of which preview and errors are taken.
const form = document.getElementById("design");
let timer, asked = 0;

async function look() {
  const mine = ++asked;
  const answer = await fetch(form.querySelector("[formaction$='/preview']:not([name])").formAction, {
    method: "POST", body: new URLSearchParams(new FormData(form)),
  });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked || !fresh.getElementById("pictures")) return;
  for (const id of ["pictures", "standing"]) document.getElementById(id).innerHTML = fresh.getElementById(id).innerHTML;
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  for (const one of form.querySelectorAll(".error, .help")) one.id.endsWith("-error") && one.remove();
  for (const one of fresh.querySelectorAll("#design .help[id]")) {
    const here = document.getElementById(one.id);
    if (here) here.textContent = one.textContent;
  }
  for (const one of fresh.querySelectorAll("#design .error")) {
    const field = document.getElementById(one.id.replace(/-error$/, ""));
    if (!field) continue;
    field.matches("fieldset") ? field.querySelector("legend").after(one) : field.parentElement.querySelector("label").after(one);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${one.id} ${field.id}-help`);
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, 500);
});
