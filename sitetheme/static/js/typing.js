// When somebody types: what is done once the fingers rest.
// @ts-check

/** How long the fingers rest before a look-up begins, in milliseconds. */
const REST = 150;

/**
 * Call `act` once typing in a field rests. Letters that an input method has not turned into
 * characters yet are no input.
 * @param {HTMLInputElement} input @param {() => void} act
 * @returns {{cancel: () => void}} forgets what was typed last
 */
export function whenTyped(input, act) {
  let timer = 0;
  const wait = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, REST);
  };
  input.addEventListener("input", (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) wait();
  });
  input.addEventListener("compositionend", wait);
  return { cancel: () => window.clearTimeout(timer) };
}

/** Tell whether a key is meant as it is: no modifier, no input method. @param {KeyboardEvent} event */
export function isPlainKey(event) {
  return !(event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
}
