// The reader's own day: what has passed its last day since the release is taken out and said to be, and
// a copy older than the register's rhythm says so at the top. The words stand in the page, hidden.
// The day is left on the page for what else has last days: list_rows.js.
// @ts-check
(() => {
  const now = new Date();
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  document.documentElement.dataset.day = today;

  const show = (/** @type {string} */ id) => document.getElementById(id)?.removeAttribute("hidden");
  for (const one of document.querySelectorAll("[data-until]")) {
    if (today <= (one.getAttribute("data-until") ?? "")) continue;
    one.remove();
    show("expired");
  }
  for (const one of document.querySelectorAll("[data-past]")) {
    if (today > (one.getAttribute("data-past") ?? "")) one.removeAttribute("hidden");
  }
  const aged = document.getElementById("aged");
  if (aged && today > (aged.dataset.fresh ?? today)) show("aged");
})();
