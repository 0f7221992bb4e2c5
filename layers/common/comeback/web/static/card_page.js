// What a card page can do only with a script; without one all of it is links.
(() => {
  const page = document.querySelector("main"), said = document.querySelector("[role=status]");
  // A newer iPad says that it is a Mac; Macs have no touch screen.
  if (navigator.maxTouchPoints > 1 && /Macintosh/.test(navigator.userAgent)) document.documentElement.className = "pad";
  const copy = document.querySelector("#copy"), address = document.querySelector("#address");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.onclick = () => navigator.clipboard.writeText(address.value).then(() => { copy.textContent = copy.dataset.done; });
  }
  // Now and then: whether a wallet has the card by now, and whether its balance is still the one that is shown.
  if (!page.dataset.state) return;
  let timer, rounds = 0;
  const ask = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    const answer = await fetch(page.dataset.state, {cache: "no-store"}).catch(() => null);
    if (answer && answer.status === 404) return;
    if (answer && answer.ok) {
      const state = await answer.json();
      if (String(state.mark) !== page.dataset.mark) return location.reload();
      if (state.said && said.textContent.trim() !== state.said) said.textContent = state.said;
    }
    if (++rounds < 60) timer = setTimeout(ask, rounds < 20 ? 3000 : 15000);
  };
  document.addEventListener("visibilitychange", () => { rounds = 0; ask(); });
  timer = setTimeout(ask, 3000);
})();
