import Table from "cli-table3";
import type { Io } from "./io.ts";

/** How a table is laid out: headings, and which columns are flush right. */
export interface TableLayout {
  readonly head: readonly string[];
  readonly right?: readonly number[];
}

const plain = { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "" };
const bare = {
  ...plain,
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** Rows as a table of text without frames, a line a row. */
export function tableText(rows: readonly (readonly string[])[], { head, right = [] }: TableLayout): string {
  const table = new Table({
    head: [...head],
    chars: bare,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: head.map((_, column) => (right.includes(column) ? "right" : "left")),
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Text in bold, on a terminal that shows it. */
export const bold = (text: string, io: Io): string => (io.colour ? `\x1b[1m${text}\x1b[22m` : text);
/** Text that asks for attention, on a terminal that shows it. */
export const warm = (text: string, io: Io): string => (io.colour ? `\x1b[33m${text}\x1b[39m` : text);
/** Text that steps back, on a terminal that shows it. */
export const dim = (text: string, io: Io): string => (io.colour ? `\x1b[2m${text}\x1b[22m` : text);
