// Ask names.js or lookup.js what the tests ask. With `serve`: one JSON question a line, one answer
// a line; else one question, one answer.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [scripts, what] = process.argv.slice(2);
const script = (name) => import(pathToFileURL(`${scripts}/${name}`).href);

const told = (error) =>
  error instanceof Error || error instanceof DOMException
    ? { error: error.message, name: error.name }
    : { error: "not an Error" };

const plain = (value) => (value instanceof Set ? [...value].sort((one, other) => one - other) : value);
const simple = (object) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, plain(value)]));

const readings = (table) => new Map(Object.entries(table).map(([one, all]) => [one, all.split(" ")]));

const vectorsOf = async ({ readings: table, folds, ...given }) => {
  const names = await script("names.js");
  const spelling = await script("spelling.js");
  const questions = await script("questions.js");
  const { plan } = await script("planning.js");
  const { Ranking } = await script("ranking.js");
  const sounds = new names.Sounds(readings(table), new Map(Object.entries(folds)));
  const hot = (tokens) => (token) => tokens.includes(token);
  const read = (form) => names.points(form).map((one) => sounds.sound(one));
  const ways = {
    normalise: names.normalise,
    units: names.units,
    starts: names.starts,
    pieces: names.pieces,
    forms: spelling.forms,
    codes: names.codeKey,
    unified: names.isUnified,
    short: questions.tooShort,
    number: names.number,
    blur: names.blur,
    syllables: (letters) => names.syllables(letters, sounds),
    fold: (text) => sounds.fold(text),
    spoken: (form) => names.spoken(sounds.fold(form), sounds).map((one) => one.join(" ")),
    gram: (sounds) => names.gram(sounds.split(" ")),
    segments: (text) => names.segments(text.split(" ")).map((one) => [one.place, one.sounds.join(" ")]),
    grams: (text, tokens) =>
      names.grams({ place: 0, sounds: text.split(" ") }, hot(tokens)).map((one) => [one.begin, one.end, one.token]),
    initials: (form) => names.initials(form, read(sounds.fold(form))),
    allInitials: (form) => [...new Set(names.allInitials(form, read(sounds.fold(form))))].sort(),
    respelled: (text) => spelling.respelled(spelling.plain(text)).text,
    spans: (name) => spelling.nameForms(name).map((form) => [form.text, form.spans.map((one) => one.join("-")).join(" ")]),
    codeGrams: (key, size, tokens) => names.codeGrams(key, size, hot(tokens)),
    question: (text) => simple(questions.question(text, sounds)),
    plan: (text, tokens) => {
      const { rounds, covered, namesAfter, piecesAfter, allCodes } = plan(text, hot(tokens), sounds);
      return { rounds, covered, namesAfter, piecesAfter, allCodes };
    },
    rank: (text, name) => {
      const candidate = { code: "1", names: [name], former: [], other: [], standings: [] };
      const found = new Ranking(sounds).rank(plan(text, () => false, sounds), candidate, true);
      return found && [found.key, found.match, found.close, found.whole, found.sure];
    },
  };
  const answers = {};
  for (const [kind, vectors] of Object.entries(given)) {
    if (!Object.hasOwn(ways, kind)) continue;
    answers[kind] = vectors.map((vector) => ways[kind](...vector.slice(0, -1)));
  }
  return answers;
};

/** Give the files of a folder as the network would: late, stopped, or not at all. */
const makeLoad = (network) => async (path, { signal } = {}) => {
  network.files.push(path);
  if (network.hold) {
    await new Promise((go) => setTimeout(go, network.hold));
    if (signal?.aborted) {
      network.stopped.push(path);
      throw new DOMException("stopped", "AbortError");
    }
  }
  if (network.failing > 0) {
    network.failing -= 1;
    throw new Error(`${path} cannot be fetched`);
  }
  if (network.down === true || network.down.includes(path)) throw new Error(`${path} cannot be fetched`);
  return readFile(`${network.folder}/${path}`);
};

const asking = {
  names: vectorsOf,
  async search({ folder, queries, options, failing }) {
    const { createLookup } = await script("lookup.js");
    const lookup = createLookup({ load: makeLoad({ folder, failing, down: [], files: [], stopped: [] }) });
    const answers = [];
    for (const query of queries) answers.push(await lookup.search(query, options).catch(told));
    return answers;
  },
  /** Play scenes on one look-up: each changes the network and asks texts one right after another. */
  async play({ scenes }) {
    const { createLookup } = await script("lookup.js");
    const network = {};
    const lookup = createLookup({ load: makeLoad(network) });
    const played = [];
    for (const { texts, apart = 0, options, ...change } of scenes) {
      Object.assign(network, { down: [], hold: 0, failing: 0, files: [], stopped: [] }, change);
      const running = [];
      for (const text of texts) {
        running.push(lookup.search(text, options).catch(told));
        if (apart) await new Promise((go) => setTimeout(go, apart));
      }
      const answers = await Promise.all(running);
      played.push({ answers, files: network.files, stopped: network.stopped });
    }
    return played;
  },
};

if (what === "serve") {
  const { createLookup } = await script("lookup.js");
  const lookups = new Map();
  for await (const line of createInterface({ input: process.stdin })) {
    const { folder, text, options } = JSON.parse(line);
    if (!lookups.has(folder)) {
      const network = { folder, down: [], files: [], stopped: [] };
      lookups.set(folder, () => [createLookup({ load: makeLoad(network) }), network]);
    }
    const [lookup, network] = lookups.get(folder)();
    network.files = [];
    const answer = await lookup.search(text, options).catch(told);
    process.stdout.write(`${JSON.stringify([answer, network.files])}\n`);
  }
} else {
  let text = "";
  for await (const piece of process.stdin) text += piece;
  process.stdout.write(JSON.stringify(await asking[what](JSON.parse(text))));
}
