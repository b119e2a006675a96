import type { Io } from "./io.ts";

/** How a table is laid out: headings, and which columns are flush right. */
export interface TableLayout {
  readonly head: readonly string[];
  readonly right?: readonly number[];
}

/**
 * Rows as a table of text without frames, a line a row. Cells hold no escape codes and no wide characters: measuring
 * those takes longer than most commands do.
 */
export function tableText(rows: readonly (readonly string[])[], { head, right = [] }: TableLayout): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const cell = (text: string, column: number): string =>
    right.includes(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
  return lines.map((line) => line.map(cell).join("  ").trimEnd()).join("\n");
}

/** Text in bold, on a terminal that shows it. */
export const bold = (text: string, io: Io): string => (io.colour ? `\x1b[1m${text}\x1b[22m` : text);
/** Text that asks for attention, on a terminal that shows it. */
export const warm = (text: string, io: Io): string => (io.colour ? `\x1b[33m${text}\x1b[39m` : text);
/** Text that steps back, on a terminal that shows it. */
export const dim = (text: string, io: Io): string => (io.colour ? `\x1b[2m${text}\x1b[22m` : text);
