// What is folded on a narrow screen (folded.css), in a browser whose style sheet cannot open it: opened
// here where there is room, and for the printer. A classic script, so that it runs from disk too.
// @ts-check
(() => {
  if (CSS.supports("selector(::details-content)")) return;
  const wide = matchMedia("(min-width: 44rem)").matches;
  const open = () => document.querySelectorAll("details.folded").forEach((one) => one.setAttribute("open", ""));
  if (wide) open();
  addEventListener("beforeprint", open);
})();
