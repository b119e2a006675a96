import { basename } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import { formatTimeframe, parseTimeframe } from "../engine/core/time.ts";
import { concatRows, type Table } from "./columns.ts";
import type { ImportOptions } from "./import.ts";
import { guessName, inferTimeframe } from "./names.ts";
import { iso } from "./quality/defect.ts";
import { readBars } from "./readers.ts";

/** A table of a file that is to be imported. */
export interface Part {
  readonly file: string;
  readonly table: Table;
}

/** Tables of one exchange, symbol and timeframe, which become one data set. */
export interface Group {
  readonly exchange: string;
  readonly symbol: string;
  /** Undefined where there is one bar, and neither the user nor the file's name tells. */
  readonly timeframe: string | undefined;
  /** The files, in words. */
  readonly source: string;
  readonly parts: readonly Part[];
}

/** Rows of one data set with the file and line or row that each came from. */
export interface Joined {
  readonly table: Pick<Table, "columns">;
  /** Such as `btc.csv line 3`. */
  readonly placeOf: (index: number) => string;
}

/** Too few bars to tell their timeframe against a longer file of the symbol: they may lie around a weekend. */
const fewBars = 10;

/** Reads files and puts together the tables that belong to one data set. */
export async function readGroups(
  paths: readonly string[],
  options: ImportOptions,
): Promise<{ groups: Group[]; notes: string[] }> {
  const notes: string[] = [];
  const groups: (Omit<Group, "source" | "parts"> & { parts: Part[] })[] = [];
  for (const path of paths) {
    const file = basename(path);
    const content = await readBars(path, options);
    notes.push(...content.notes.filter((note) => !notes.includes(note)));
    const guess = guessName(path);
    for (const table of content.tables) {
      const symbol = options.symbol ?? table.symbol ?? guess.symbol;
      if (symbol === undefined) refuse(`no symbol follows from the name of ${file}; give --symbol`);
      const exchange = options.exchange ?? guess.exchange ?? "file";
      const timeframe = timeframeOf(table, options.timeframe, guess.timeframe);
      const same = groups.find(
        (group) => group.symbol === symbol && group.exchange === exchange && group.timeframe === timeframe,
      );
      if (same) same.parts.push({ file, table });
      else groups.push({ exchange, symbol, timeframe, parts: [{ file, table }] });
    }
  }
  const whole = withoutScraps(groups);
  return { groups: whole.map((group) => ({ ...group, source: sourceOf(group.parts) })), notes };
}

function timeframeOf({ columns }: Table, given: string | undefined, guess: string | undefined) {
  const inferred = inferTimeframe(columns.ts);
  const told = given ?? (columns.ts.length < fewBars ? guess : undefined);
  if (told !== undefined) return formatTimeframe(parseTimeframe(told));
  return inferred === undefined ? guess : formatTimeframe(inferred);
}

/** A file of few bars joins the longest one of its symbol. */
function withoutScraps<G extends Omit<Group, "source">>(groups: readonly G[]): G[] {
  const rows = ({ parts }: G) => parts.reduce((sum, { table }) => sum + table.columns.ts.length, 0);
  const scraps = groups.filter((group) => rows(group) < fewBars);
  const whole = new Map(groups.filter((group) => !scraps.includes(group)).map((group) => [group, group]));
  const alone: G[] = [];
  for (const scrap of scraps) {
    const home = [...whole.keys()]
      .filter(({ symbol, exchange }) => symbol === scrap.symbol && exchange === scrap.exchange)
      .sort((a, b) => rows(b) - rows(a))[0];
    if (!home) alone.push(scrap);
    else {
      const now = whole.get(home)!;
      whole.set(home, { ...now, parts: [...now.parts, ...scrap.parts] });
    }
  }
  return [...whole.values(), ...alone];
}

function sourceOf(parts: readonly Part[]): string {
  const files = [...new Set(parts.map(({ file }) => file))];
  return files.length > 1 ? `${files[0]} and ${files.length - 1} more` : files[0]!;
}

/** The rows of all parts in the order of time; refuses files that overlap unless they are to be sorted or taken so. */
export function joined(parts: readonly Part[], options: ImportOptions): Joined {
  const inTime = parts
    .filter(({ table }) => table.columns.ts.length > 0)
    .sort((a, b) => a.table.columns.ts[0]! - b.table.columns.ts[0]!);
  if (!options.sort && !options.allow?.includes("disorder")) refuseOverlap(inTime);
  const starts: number[] = [];
  let rows = 0;
  for (const { table } of inTime) {
    starts.push(rows);
    rows += table.columns.ts.length;
  }
  const placeOf = (index: number) => {
    const at = starts.findLastIndex((start) => start <= index);
    const { file, table } = inTime[at]!;
    return `${file} ${table.place} ${table.rowOf(index - starts[at]!)}`;
  };
  if (inTime.length === 1) return { table: inTime[0]!.table, placeOf };
  return { table: { columns: concatRows(inTime.map(({ table }) => table.columns)) }, placeOf };
}

function refuseOverlap(parts: readonly Part[]) {
  for (let i = 1; i < parts.length; i++) {
    const [before, after] = [parts[i - 1]!, parts[i]!];
    const last = before.table.columns.ts.at(-1)!;
    const first = after.table.columns.ts[0]!;
    if (before.file === after.file || first >= last) continue;
    refuse(
      `${before.file} and ${after.file} overlap from ${iso(first)}, where the second begins, to ${iso(last)}; ` +
        "leave one out, or join bars that agree with --sort --dedupe",
    );
  }
}
