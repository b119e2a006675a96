import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Manifest } from "../../../data/catalog/manifest.ts";
import type { Imported } from "../../../data/import.ts";
import { type Defect, iso } from "../../../data/quality/defect.ts";
import type { Flags } from "../../command.ts";
import type { Io } from "../../io.ts";

export const catalogFlag = {
  catalog: { type: "string", describe: "Folder of the catalog [bot4-data, or $BOT4_CATALOG]" },
} as const satisfies Flags;

export const periodFlags = {
  from: { type: "string", describe: "First bar (ISO date, UTC)" },
  to: {
    type: "string",
    describe: "End, exclusive: bars that open from here on are left out (ISO date, UTC)",
  },
} as const satisfies Flags;

export const replaceFlag = {
  replace: { type: "boolean", describe: "Take the place of a data set of the same name" },
} as const satisfies Flags;

/** A file by its path, or a name of the catalog as it was typed. */
export function referenceOf(word: string, io: Io): string {
  const path = resolve(io.cwd, word);
  return existsSync(path) || /[/\\]/.test(word) ? path : word;
}

/** One line on a data set: name, rows, range, and what was found in it. */
export function datasetLine({ name, rows, fromMs, toMs, synthetic }: Manifest): string {
  return `${name}  ${rows.toLocaleString("en-US")} bars, ${period(fromMs, toMs)}${synthetic ? ", synthetic" : ""}`;
}

/** A defect as a line of text. */
export function defectLine({ kind, severity, text }: Defect): string {
  return `  ${severity === "refuse" ? "defect" : "note  "}  ${kind}: ${text}`;
}

/** What an import, a fetch or a resampling stored, for people. */
export function importedText({ manifest, defects, sorted, dropped }: Imported): string {
  const mended = [
    ...(sorted ? ["  sorted by time"] : []),
    ...(dropped > 0 ? [`  dropped ${dropped} repeated rows`] : []),
  ];
  return [datasetLine(manifest), ...mended, ...defects.map(defectLine)].join("\n");
}

/** A period of time for people, UTC; its end is the close of the last bar, the first time that is not in it. */
export const period = (fromMs: number, toMs: number): string => `${iso(fromMs)} to ${iso(toMs)} (exclusive)`;

/** JSON on a line of its own; NaN becomes null. */
export const json = (value: unknown): string => `${JSON.stringify(value)}\n`;
