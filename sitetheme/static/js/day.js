// The reader's own day: what has passed its last day since the release is hidden and said to be so, and
// a copy older than the register's rhythm says so at the top. The words stand in the page, hidden.
// @ts-check
(() => {
  const now = new Date();
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;

  let expired = false;
  for (const one of document.querySelectorAll("[data-until]")) {
    if (!(one instanceof HTMLElement) || today <= (one.dataset.until ?? "")) continue;
    one.hidden = true;
    expired = true;
  }
  const show = (/** @type {string} */ id) => document.getElementById(id)?.removeAttribute("hidden");
  if (expired) show("expired");

  const aged = document.getElementById("aged");
  if (aged && today > (aged.dataset.fresh ?? today)) show("aged");
})();
