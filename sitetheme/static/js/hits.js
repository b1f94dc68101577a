// A subject that was found, in words: its name with what matched, and why it matched.
// Everything is built as nodes, so that no name can be markup.
// @ts-check

/** @typedef {{kind: string, division?: string | null, grade?: string | null}} Standing */
/**
 * @typedef {{code: string, name: string, match: string, former?: string, other?: string,
 *   places?: number[][], slips?: number, standings?: Standing[]}} Hit
 */
/** @typedef {{[name: string]: string | undefined}} Words */
/** @typedef {{[kind: string]: {title: string, whole?: boolean, grades?: [string, string][]}}} Kinds */

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
 * Say how a name or a code matched. By sound, other characters are no slips.
 * @param {Hit} hit @param {Words} words
 */
function howMatched(hit, words) {
  const slips = hit.slips ?? 0;
  if (slips && hit.match === "code") return differing(slips, "codeSlip", words);
  if (slips && hit.match !== "pinyin") return differing(slips, "slip", words);
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

/**
 * Say each standing of a hit: the kind, and the grade in words if the kind is graded.
 * @param {Hit} hit @param {Kinds} kinds @param {Words} words
 */
export function standingsOf(hit, kinds, words) {
  return (hit.standings ?? []).map(({ kind, grade }) => {
    const { title, grades } = kinds[kind] ?? { title: kind };
    if (!grades) return element("li", "", title);
    if (!grade) return element("li", "", ...filled(words.standing ?? "", { kind: title, grade: words.ungraded ?? "" }));
    const rank = grades.findIndex(([letter]) => letter === grade);
    const mark = element("span", `grade grade-${rank}`, element("span", "grade-letter", grade), " ", grades[rank]?.[1] ?? "");
    return element("li", "", ...filled(words.standing ?? "", { kind: title, grade: mark }));
  });
}
