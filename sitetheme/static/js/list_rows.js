// The rows of a list's JSON, without what has passed its last day on the reader's day. That day is
// on the page (day.js); a register that stands still has none there, and nothing passes.
// @ts-check

/** @typedef {{[field: string]: string | (string | null)[] | string[][] | null}} Row */

const late = (/** @type {unknown} */ last, /** @type {string} */ day) => typeof last === "string" && last < day;

/**
 * Take a row of a decision out, of a subject's row the lists on which it stands no longer.
 * @param {Row} row @param {string} day @returns {Row[]}
 */
export function stillShown(row, day) {
  if (late(row.publish_until, day)) return [];
  const days = /** @type {(string | null)[]} */ (row.lists_until ?? []);
  if (!days.some((last) => late(last, day))) return [row];
  const stands = (/** @type {unknown} */ _one, /** @type {number} */ nth) => !late(days[nth], day);
  const lists = /** @type {string[]} */ (row.lists ?? []);
  return [{ ...row, lists: lists.filter(stands), lists_until: days.filter(stands) }];
}

/**
 * Make rows of what the file has; tell whether any of them has lost something.
 * @param {{fields: string[], rows: Row[string][][]}} file @param {string} day
 */
export function rowsOf({ fields, rows }, day) {
  const whole = rows.map((row) => /** @type {Row} */ (Object.fromEntries(fields.map((name, nth) => [name, row[nth]]))));
  const shown = whole.flatMap((row) => stillShown(row, day));
  return { rows: shown, expired: shown.length < whole.length || shown.some((row, nth) => row !== whole[nth]) };
}
