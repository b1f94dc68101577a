// node ask_in_node.mjs SCRIPTS LOOKUP: queries as JSON on standard input, a line of JSON for each out.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ask } from "./ask.mjs";

const [scripts, folder] = process.argv.slice(2);
const { createLookup } = await import(pathToFileURL(join(scripts, "lookup.js")).href);
let text = "";
for await (const piece of process.stdin) text += piece;
const { queries, limit } = JSON.parse(text);

const clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
await ask({
  createLookup,
  load: async (path) => new Uint8Array(await readFile(join(folder, path))),
  queries,
  limit,
  clock,
  done: (result) => new Promise((next) => process.stdout.write(`${JSON.stringify(result)}\n`, next)),
});
