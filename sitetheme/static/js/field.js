// The look-up field of a page: loads the suggestions when the field is first entered, so that a page
// that is only read costs nothing. Without them the field is a plain form. A classic script, because
// a page opened from disk may not load modules.
// @ts-check
(() => {
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  /** @type {HTMLInputElement | null} */
  const field = document.querySelector("input[data-suggest]");
  if (!script || !field) return;
  const module = new URL(`suggest.js${new URL(script.src).search}`, script.src).href;
  const load = async () => {
    field.removeEventListener("focus", load);
    field.removeEventListener("input", load);
    try {
      const { suggest } = await import(module);
      suggest(field);
    } catch {
      listen();
    }
  };
  const listen = () => {
    field.addEventListener("focus", load);
    field.addEventListener("input", load);
  };
  listen();
  if (document.activeElement === field) load();
})();
