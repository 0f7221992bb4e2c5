// Asks for the same page again and puts its progress in place; without a script the page reloads itself.
const region = document.getElementById("progress");

async function look() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("progress");
  if (!answer.ok || !fresh || fresh.dataset.open !== "yes") {
    location.reload();
    return;
  }
  region.innerHTML = fresh.innerHTML;
  setTimeout(look, 2000);
}

setTimeout(look, 2000);
