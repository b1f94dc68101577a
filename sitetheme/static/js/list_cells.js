// The cells of a row of a list, as the page itself writes them. Everything is built as nodes.
// @ts-check
import { element } from "./hits.js";

/** @typedef {import("./list_rows.js").Row} Row */
/**
 * @typedef {{root: string, ranks?: {[grade: string]: number}, lists?: {[id: string]: string},
 *   kinds?: {[id: string]: string}, periods?: {[period: string]: string}, ungraded?: string, gone?: string,
 *   before?: string, standing?: string, removed?: string, left?: string}} Words
 */

/** @param {unknown} value */
const text = (value) => (value === null || value === undefined ? "" : String(value));

/** Put a line break between parts. @param {(Node | string)[][]} parts */
const broken = (parts) => parts.flatMap((part, nth) => (nth ? [document.createElement("br"), ...part] : part));

/** @type {{[field: string]: (row: Row, words: Words) => (Node | string)[]}} */
const SHOWN = {
  name: (row, words) => {
    const link = element("a", "", text(row.name));
    link.setAttribute("href", `${words.root}subjects/${encodeURIComponent(text(row.code))}/`);
    const kind = words.kinds?.[text(row.kind)];
    const aside = kind ? `${kind} · ${text(row.place)}` : row.left_on ? `${words.left ?? ""} ${text(row.left_on)}` : "";
    return aside ? [link, element("span", "aside", aside)] : [link];
  },
  grade: (row, words) => {
    const period = words.periods?.[text(row.period)];
    if (row.left_on) {
      const last = `${words.before ?? ""}${text(row.grade)} ${text(row.grade_title)}${period ? ` · ${period}` : ""}`;
      return row.grade ? [words.gone ?? "", element("span", "aside", last)] : [words.gone ?? ""];
    }
    if (!row.grade) return [words.ungraded ?? ""];
    const rank = words.ranks?.[text(row.grade)] ?? "";
    const mark = element("span", `grade grade-${rank}`, element("span", "grade-letter", text(row.grade)), ` ${text(row.grade_title)}`);
    return period ? [mark, element("span", "aside", period)] : [mark];
  },
  lists: (row, words) =>
    broken(
      /** @type {string[]} */ (row.lists ?? []).map((one, nth) => {
        const until = row.lists_until?.[nth];
        const title = words.lists?.[one] ?? one;
        if (!until) return [title];
        const dated = element("span", "", title);
        dated.dataset.until = text(until);
        return [dated];
      }),
    ),
  ending: (row) =>
    broken(
      /** @type {string[][]} */ (row.ending ?? []).map(([end = "", number = ""]) => [
        element("span", "day", end),
        " ",
        element("span", "mono", number),
      ]),
    ),
  status: (row, words) => {
    if (!row.removed_on) return [words.standing ?? ""];
    const when = [text(row.removed_on), text(row.removed_reason)].filter(Boolean).join(" ");
    return [words.removed ?? "", element("span", "aside", when)];
  },
};

/**
 * Make the cell of a row for a field, below the head that names it.
 * @param {Row} row @param {string} field @param {string} head @param {Words} words
 */
export function cellOf(row, field, head, words) {
  const shown = SHOWN[field]?.(row, words) ?? [text(row[field])];
  const look = field === "code" ? "mono" : /_(on|until)$/.test(field) ? "day" : field === "status" ? "state" : "";
  const cell = element(field === "name" ? "th" : "td", look, ...shown);
  if (field === "name") cell.setAttribute("scope", "row");
  else cell.dataset.label = head;
  return cell;
}
