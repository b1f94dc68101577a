// A text in one piece that nothing matches may be two pieces of a name: 长兴矿业 of 长兴坤元六矿业.
// @ts-check

/** @typedef {{answer: string, total: number, offline?: boolean}} Found */

/** The shortest and the longest text that is cut, and the shortest half. */
const LEAST = 4;
const MOST = 8;
const HALF = 2;

/** Tell whether a text may be two pieces of a name that are written as one. @param {string} text */
export const inOnePiece = (text) => /^\S*\p{Lo}\S*$/u.test(text) && Array.from(text).length > 2;

/** The ways to cut a text in two, with a space between. @param {string} text */
export function halves(text) {
  const characters = Array.from(text);
  if (!inOnePiece(text) || characters.length < LEAST || characters.length > MOST) return [];
  const places = characters.map((_, at) => at).filter((at) => at >= HALF && at <= characters.length - HALF);
  return places.map((at) => `${characters.slice(0, at).join("")} ${characters.slice(at).join("")}`);
}

/**
 * Ask for the halves of a text, one cut after the other, for a newer question ends an older one;
 * return the cut that the fewest subjects match, and how many those are, or null where none does.
 * @param {string} text @param {(text: string) => Promise<Found>} search
 */
export async function askInTwo(text, search) {
  /** @type {{text: string, total: number} | null} */
  let best = null;
  for (const cut of halves(text)) {
    const { answer, total, offline } = await search(cut);
    if (offline) return null;
    if (answer !== "one" && answer !== "several") continue;
    if (!best || total < best.total) best = { text: cut, total };
  }
  return best;
}
