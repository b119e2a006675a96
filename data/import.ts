import { basename } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import { formatTimeframe, parseTimeframe } from "../engine/core/time.ts";
import { refuseExisting } from "./catalog/existing.ts";
import type { Manifest } from "./catalog/manifest.ts";
import { writeCatalog } from "./catalog/write.ts";
import { concatRows, type Table, takeRows } from "./columns.ts";
import type { CsvOptions } from "./csv/read.ts";
import { guessName, inferTimeframe, type NameParts } from "./names.ts";
import { checkBars } from "./quality/check.ts";
import { type Defect, parseAllow } from "./quality/defect.ts";
import { equalRows } from "./quality/order.ts";
import { readBars } from "./readers.ts";

/** What the user says about an import. */
export interface ImportOptions extends CsvOptions {
  readonly symbol?: string | undefined;
  readonly exchange?: string | undefined;
  readonly timeframe?: string | undefined;
  /** Put rows in the order of time. */
  readonly sort?: boolean | undefined;
  /** Drop rows that equal an earlier one in every column. */
  readonly dedupe?: boolean | undefined;
  /** Take the place of a data set of the same name. */
  readonly replace?: boolean | undefined;
  /** Kinds of defect to import as they are, where an import refuses them: `disorder`, `duplicates`. */
  readonly allow?: readonly string[] | undefined;
}

/** What an import did with one symbol. */
export interface Imported {
  readonly manifest: Manifest;
  /** What a check finds in the data as it was stored. */
  readonly defects: readonly Defect[];
  readonly sorted: boolean;
  readonly dropped: number;
}

/** Outcome of an import: all of its data sets are in the catalog. */
export interface ImportResult {
  readonly datasets: readonly Imported[];
  readonly notes: readonly string[];
}

/**
 * Imports files of bars into the catalog: one data set a symbol, several files of one symbol joined in the order of
 * time. Values stay as they are. Rows out of order and repeated rows are refused unless `sort`, `dedupe` or `allow`
 * says what to do with them; every other defect is imported and told.
 */
export async function importFiles(
  paths: readonly string[],
  catalog: string,
  options: ImportOptions = {},
): Promise<ImportResult> {
  if (paths.length === 0) refuse("no file was given to import");
  const notes: string[] = [];
  const bySymbol = new Map<string, { parts: Table[]; guess: Partial<NameParts>; files: string[] }>();
  for (const path of paths) {
    const file = basename(path);
    const content = await readBars(path, options);
    notes.push(...content.notes.filter((note) => !notes.includes(note)));
    const guess = guessName(path);
    for (const table of content.tables) {
      const symbol = options.symbol ?? table.symbol ?? guess.symbol;
      if (symbol === undefined) refuse(`no symbol follows from the name of ${file}; give --symbol`);
      const group = bySymbol.get(symbol) ?? { parts: [], guess, files: [] };
      bySymbol.set(symbol, { ...group, parts: [...group.parts, table], files: [...group.files, file] });
    }
  }
  const prepared = [...bySymbol].map(([symbol, { parts, guess, files }]) => {
    const source = files.length > 1 ? `${files[0]} and ${files.length - 1} more` : files[0]!;
    return prepare(symbol, parts, guess, source, options);
  });
  if (!options.replace) for (const { origin } of prepared) await refuseExisting(catalog, origin);
  const manifests = await writeCatalog(catalog, `import of ${basename(paths[0]!)}`, async (writer) => {
    return writer.replace(prepared.map(({ origin, columns }) => ({ origin, columns })));
  });
  const datasets = prepared.map(({ columns, origin, sorted, dropped }, i) => ({
    manifest: manifests[i]!,
    defects: checkBars({ symbol: origin.symbol, timeframeMs: parseTimeframe(origin.timeframe), ...columns }),
    sorted,
    dropped,
  }));
  return { datasets, notes };
}

function prepare(
  symbol: string,
  parts: readonly Table[],
  guess: Partial<NameParts>,
  source: string,
  options: ImportOptions,
) {
  const { columns, sorted, dropped } = settleOrder(joinParts(parts), source, options);
  if (columns.ts.length === 0) refuse(`${source} holds no bars`);
  const inferred = inferTimeframe(columns.ts);
  const timeframe =
    options.timeframe ?? (inferred === undefined ? guess.timeframe : formatTimeframe(inferred));
  if (timeframe === undefined)
    refuse(`${source} holds one bar, from which no timeframe follows; give --timeframe`);
  const origin = {
    exchange: options.exchange ?? guess.exchange ?? "file",
    symbol: symbol.replaceAll("/", ""),
    timeframe: formatTimeframe(parseTimeframe(timeframe)),
    source,
    synthetic: false,
  };
  return { origin, columns, sorted, dropped };
}

function joinParts(parts: readonly Table[]): Table {
  if (parts.length === 1) return parts[0]!;
  const inTime = parts
    .filter(({ columns }) => columns.ts.length > 0)
    .sort((a, b) => a.columns.ts[0]! - b.columns.ts[0]!);
  return {
    symbol: undefined,
    columns: concatRows(inTime.map(({ columns }) => columns)),
    rowOf: (index) => index + 1,
  };
}

/** Sorts and drops repeats where the user says so; refuses them otherwise, with the rows. */
function settleOrder(table: Table, source: string, options: ImportOptions) {
  const allowed = parseAllow(options.allow ?? []);
  let { columns } = table;
  const { ts } = columns;
  const backwards = ts.findIndex((time, i) => i > 0 && time < ts[i - 1]!);
  const order = Uint32Array.from({ length: ts.length }, (_, i) => i);
  if (backwards >= 0 && options.sort) order.sort((a, b) => ts[a]! - ts[b]! || a - b);
  else if (backwards >= 0 && !allowed.includes("disorder")) {
    const row = table.rowOf(backwards);
    refuse(
      `${source} row ${row}: the bar stands before an earlier one; import it in the order of time with --sort`,
    );
  }
  const kept = withoutCopies(table, order, source, options, allowed.includes("duplicates"));
  const sorted = backwards >= 0 && options.sort === true;
  if (sorted || kept.length < ts.length) columns = takeRows(columns, kept);
  return { columns, sorted, dropped: ts.length - kept.length };
}

function withoutCopies(
  table: Table,
  order: Uint32Array,
  source: string,
  options: ImportOptions,
  allowed: boolean,
): number[] {
  const { columns, rowOf } = table;
  const { ts } = columns;
  const kept: number[] = [];
  // Rows of the current timestamp, which stand side by side once sorted.
  let same: number[] = [];
  for (const row of order) {
    if (same.length > 0 && ts[same[0]!] !== ts[row]) same = [];
    const copied = same.find((other) => equalRows(columns, other, row));
    if (copied !== undefined && options.dedupe) continue;
    if (same.length > 0 && !allowed) {
      const rows = `${source} rows ${rowOf(same[0]!)} and ${rowOf(row)} have one timestamp`;
      if (copied !== undefined) refuse(`${rows} and equal values; drop such copies with --dedupe`);
      refuse(`${rows} and different values; mend the file, or import both with --allow duplicates`);
    }
    same.push(row);
    kept.push(row);
  }
  return kept;
}
