import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The files of the page: its style sheet and scripts lie beside this module, in their own languages. */
const own = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`./page/${name}`, import.meta.url)), "utf8");

const texts = new Map<string, string>();

/** The text of one of the page's own files, read once. */
export function asset(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = name === "lightweight-charts" ? chartLibrary() : own(name);
  texts.set(name, text);
  return text;
}

/** TradingView Lightweight Charts as one classic script, its licence notice at its head. */
function chartLibrary(): string {
  const home = dirname(createRequire(import.meta.url).resolve("lightweight-charts/package.json"));
  return readFileSync(join(home, "dist", "lightweight-charts.standalone.production.js"), "utf8");
}
