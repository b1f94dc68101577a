// A list that can be sorted and filtered: loads list.js, which shows the form. A classic script, because
// a page opened from disk may not load modules, nor read the list's JSON: there the list stays as it is.
// Nor is there anything to sort once day.js has taken the whole list out.
// @ts-check
(() => {
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  if (!script || location.protocol === "file:" || !document.getElementById("refine")) return;
  import(new URL(`list.js${new URL(script.src).search}`, script.src).href).catch(() => {});
})();
