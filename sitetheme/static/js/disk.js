// A site opened from disk: a link to a folder leads to the page in it, as a web server would do.
// A classic script, because a page opened from disk may not load modules.
// @ts-check
(() => {
  if (location.protocol !== "file:") return;
  /** @param {string} address */
  const page = (address) => {
    const url = new URL(address, location.href);
    if (url.protocol === "file:" && url.pathname.endsWith("/")) url.pathname += "index.html";
    return url.href;
  };
  for (const link of document.links) link.href = page(link.href);
  for (const form of document.forms) form.action = page(form.action);
})();
