// What only a script can do for a page: copy a text, print. The buttons stand in the page, hidden, and
// are shown where they work; without them the text can be chosen whole, and the browser prints.
// @ts-check
(() => {
  for (const button of document.querySelectorAll("button[data-copy], button[data-print]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const { copy, done } = button.dataset;
    if (copy === undefined) {
      button.addEventListener("click", () => print());
    } else {
      if (!navigator.clipboard) continue;
      const words = button.textContent;
      button.addEventListener("click", async () => {
        const text = document.getElementById(copy)?.textContent ?? "";
        try {
          await navigator.clipboard.writeText(text);
        } catch {
          button.hidden = true;
          return;
        }
        button.textContent = done ?? words;
        setTimeout(() => (button.textContent = words), 3000);
      });
    }
    button.hidden = false;
  }
})();
