// A subject that was found, in words: its name with what matched, and why it matched.
// Everything is built as nodes, so that no name can be markup.
// @ts-check

/** @typedef {{list: string, until?: string | null}} Listed */
/**
 * @typedef {{kind: string, division?: string | null, grade?: string | null, left?: string | null,
 *   lists?: Listed[]}} Standing
 */
/**
 * @typedef {{code: string, name: string, match: string, former?: string, other?: string,
 *   places?: number[][], slips?: number, standings?: Standing[]}} Hit
 */
/** @typedef {{[name: string]: string | undefined}} Words */
/** @typedef {{[kind: string]: {title: string, whole?: boolean, grades?: [string, string][]}}} Kinds */
/** @typedef {{[list: string]: string}} Titles the titles of the register's lists */

/**
 * Make an element of a class with what it holds.
 * @param {string} name @param {string} look @param {(Node | string)[]} parts
 */
export function element(name, look, ...parts) {
  const made = document.createElement(name);
  if (look) made.className = look;
  made.append(...parts);
  return made;
}

/**
 * Fill the places `{name}` of a sentence.
 * @param {string} sentence @param {{[name: string]: Node | string | number}} values
 * @returns {(Node | string)[]}
 */
export function filled(sentence, values) {
  return sentence.split(/\{(\w+)\}/).map((part, nth) => {
    const value = nth % 2 ? (values[part] ?? "") : part;
    return typeof value === "number" ? String(value) : value;
  });
}

/**
 * Mark the places of a text, half-open ranges of code points.
 * @param {string} text @param {number[][]} [places]
 */
export function marked(text, places = []) {
  const points = Array.from(text);
  const made = document.createDocumentFragment();
  let done = 0;
  for (const [from = 0, to = 0] of [...places].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    const begin = Math.max(from, done);
    const end = Math.min(to, points.length);
    if (begin >= end) continue;
    made.append(points.slice(done, begin).join(""));
    made.append(element("mark", "", points.slice(begin, end).join("")));
    done = end;
  }
  made.append(points.slice(done).join(""));
  return made;
}

/**
 * Say how many characters differ: of a name, or of a code.
 * @param {number} slips @param {"slip" | "codeSlip"} what @param {Words} words
 */
function differing(slips, what, words) {
  const sentence = slips === 1 ? words[what] : words[`${what}s`];
  return filled(sentence ?? "", { slips }).join("");
}

/**
 * Say how a name or a code matched. By sound, other characters are no slips; where nothing of the
 * name can be marked, it was found by its initials.
 * @param {Hit} hit @param {Words} words
 */
function howMatched(hit, words) {
  const slips = hit.slips ?? 0;
  if (slips && hit.match === "code") return differing(slips, "codeSlip", words);
  if (slips && hit.match !== "pinyin") return differing(slips, "slip", words);
  if (hit.match === "pinyin" && !slips && !hit.places?.length) return words.matchInitials ?? "";
  return words[`match${hit.match.slice(0, 1).toUpperCase()}${hit.match.slice(1)}`] ?? "";
}

/** Name the text that the places of a hit lie in. @param {Hit} hit */
function placed(hit) {
  return hit.match === "code" ? "code" : hit.former ? "former" : hit.other ? "other" : "name";
}

/** The name of a hit, with what matched. @param {Hit} hit */
export const nameOf = (hit) => marked(hit.name, placed(hit) === "name" ? hit.places : []);

/** The code of a hit, with what matched. @param {Hit} hit */
export const codeOf = (hit) => marked(hit.code, placed(hit) === "code" ? hit.places : []);

/**
 * Say why a hit matched: by which of its names, and how if not by the very characters.
 * @param {Hit} hit @param {Words} words
 */
export function reasonOf(hit, words) {
  const by = placed(hit);
  const how = howMatched(hit, words);
  if (by !== "former" && by !== "other") return element("span", "reason", how);
  const name = marked(hit[by] ?? "", hit.places);
  const sentence = filled((by === "former" ? words.byFormer : words.byOther) ?? "", { name });
  const said = new Set(["former", "exact", "part"]).has(hit.match) && !hit.slips;
  return element("span", "reason", ...sentence, ...(said || !how ? [] : [" · ", how]));
}

/** The reader's own day, which day.js leaves on the page; empty where the register stands still. */
const today = () => document.documentElement.dataset.day ?? "";

/** A list is named until its last day. @param {Listed} one */
const stillShown = ({ until }) => !until || today() <= until;

/** Tell whether a hit has lost a list on which it stood when the release was made. @param {Hit} hit */
export const hasExpired = (hit) => (hit.standings ?? []).some(({ lists }) => !(lists ?? []).every(stillShown));

/** Say on which lists somebody stands, each with its last day. @param {Listed[]} lists @param {Words} words @param {Titles} titles */
function listsOf(lists, words, titles) {
  return lists.filter(stillShown).map(({ list, until }) => {
    const said = element("span", "listed", ...filled(words.listed ?? "", { list: titles[list] ?? list }));
    if (until) said.dataset.until = until;
    return said;
  });
}

/** Say since when somebody has left. @param {string} left @param {Words} words */
const leftOf = (left, words) => element("span", "left", ...filled(words.left ?? "", { day: element("span", "day", left) }));

/** @param {(Node | string)[]} parts */
const dotted = (parts) => parts.flatMap((part, nth) => (nth ? [" · ", part] : [part]));

/**
 * Say each standing of a hit: the kind, the grade in words if the kind is graded, and the lists. Who
 * has left has no grade today.
 * @param {Hit} hit @param {Kinds} kinds @param {Words} words @param {Titles} titles
 */
export function standingsOf(hit, kinds, words, titles) {
  return (hit.standings ?? []).map(({ kind, grade, left, lists }) => {
    const { title, grades } = kinds[kind] ?? { title: kind };
    const listed = listsOf(lists ?? [], words, titles);
    const said = left ? leftOf(left, words) : grades ? gradeOf(grade, grades, words) : null;
    const first = said ? filled(words.standing ?? "", { kind: title, state: said }) : [title];
    return element("li", "", ...first, ...listed.flatMap((one) => [" · ", one]));
  });
}

/** @param {string | null | undefined} grade @param {[string, string][]} grades @param {Words} words */
function gradeOf(grade, grades, words) {
  if (!grade) return words.ungraded ?? "";
  const rank = grades.findIndex(([letter]) => letter === grade);
  return element("span", `grade grade-${rank}`, element("span", "grade-letter", grade), " ", grades[rank]?.[1] ?? "");
}

/**
 * Say of a hit what one must not overlook, kinds aside: that it has left them all, the lists.
 * @param {Hit} hit @param {Words} words @param {Titles} titles
 */
export function warningsOf(hit, words, titles) {
  const standings = hit.standings ?? [];
  const days = standings.flatMap(({ left }) => (left ? [left] : [])).sort();
  const left = days.length === standings.length ? days.at(-1) : undefined;
  const lists = new Map(standings.flatMap(({ lists: all }) => (all ?? []).map((one) => [one.list, one])));
  return dotted([...(left ? [leftOf(left, words)] : []), ...listsOf([...lists.values()], words, titles)]);
}
