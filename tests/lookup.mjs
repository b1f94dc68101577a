// Ask names.js or lookup.js what the tests ask: one JSON question in, one JSON answer out.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [scripts, what] = process.argv.slice(2);
const script = (name) => import(pathToFileURL(`${scripts}/${name}`).href);
let text = "";
for await (const piece of process.stdin) text += piece;
const given = JSON.parse(text);

const asking = {
  async names() {
    const names = await script("names.js");
    const hot = (tokens) => (token) => tokens.includes(token);
    return {
      normalise: given.normalise.map(([one]) => names.normalise(one)),
      units: given.units.map(([one]) => names.units(one)),
      pieces: given.pieces.map(([one]) => names.pieces(one)),
      forms: given.forms.map(([one]) => names.forms(one)),
      codes: given.codes.map(([one]) => names.codeKey(one)),
      short: given.short.map(([one]) => names.tooShort(one)),
      number: given.number.map(([one]) => names.number(one)),
      distance: given.distance.map(([one, other]) => names.distance(one, other)),
      plan: given.plan.map(([one, tokens]) => names.plan(one, hot(tokens))),
    };
  },
  async search() {
    const { createLookup } = await script("lookup.js");
    let failing = given.failing ?? 0;
    const load = async (path) => {
      if (failing-- > 0) throw new Error(`${path} cannot be fetched`);
      return readFile(`${given.folder}/${path}`);
    };
    const lookup = createLookup({ load });
    const answers = [];
    for (const query of given.queries) {
      try {
        answers.push(await lookup.search(query, { limit: given.limit }));
      } catch (error) {
        answers.push({ error: error instanceof Error ? error.message : "not an Error" });
      }
    }
    return answers;
  },
};

process.stdout.write(JSON.stringify(await asking[what]()));
