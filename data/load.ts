import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { refuse, suggest } from "../engine/core/errors.ts";
import { formatTimeframe, parseTimeframe } from "../engine/core/time.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import { admit } from "./admit.ts";
import { listNames, matchNames, refuseAmbiguous, refuseUnknown } from "./catalog/find.ts";
import { datasetFolder } from "./catalog/manifest.ts";
import { readDataset } from "./catalog/read.ts";
import { type Columns, type FileContent, hashColumns, type Table, takeRows } from "./columns.ts";
import { type CsvOptions, readCsv } from "./csv/read.ts";
import { formatName, guessName, inferTimeframe, type NameParts } from "./names.ts";
import { iso } from "./quality/defect.ts";
import { readBars } from "./readers.ts";
import { sampleParts, samplePath, sampleSource } from "./sample.ts";

/** What to load, and from where. */
export interface LoadOptions extends CsvOptions {
  /** Folder of the catalog. */
  readonly catalog?: string | undefined;
  /** Symbols wanted of a reference that holds several. */
  readonly symbols?: readonly string[] | undefined;
  /** Bars whose open lies in [fromMs, toMs). */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Names for a file that does not give them. */
  readonly symbol?: string | undefined;
  readonly exchange?: string | undefined;
  readonly timeframe?: string | undefined;
  /** Kinds of defect to accept: see `defectKinds`. Data with others is refused. */
  readonly allow?: readonly string[] | undefined;
  /** First bar that counts: bars before it only warm up, and their defects are noted, not refused. */
  readonly judgeFromMs?: number | undefined;
  /** Load without looking for defects, to inspect or mend the data; never for a backtest. */
  readonly unchecked?: boolean | undefined;
}

/**
 * Loads exactly one data set; refuses a reference that holds several symbols, or none of those wanted.
 *
 * @example
 * (await loadDataset("sample:SP500:1d")).bars.close.length // => 5105
 */
export async function loadDataset(reference: string, options: LoadOptions = {}): Promise<Dataset> {
  const datasets = await loadDatasets(reference, options);
  if (datasets.length > 1) {
    const some = datasets.slice(0, 5).map((dataset) => dataset.bars.symbol);
    const more = datasets.length > some.length ? ", …" : "";
    refuse(
      `${reference} holds ${datasets.length} symbols (${some.join(", ")}${more}); choose with --symbols`,
    );
  }
  return datasets[0] ?? refuse(`${reference} holds none of the symbols ${options.symbols?.join(", ")}`);
}

/**
 * Loads bars from a catalog name, a CSV path or a Parquet path: one data set a symbol, in the order of the source.
 * Refuses data with defects that `allow` does not name.
 */
export async function loadDatasets(reference: string, options: LoadOptions = {}): Promise<Dataset[]> {
  const datasets = await loadRaw(reference, options);
  return options.unchecked
    ? datasets
    : datasets.map((dataset) => admit(dataset, options.allow, options.judgeFromMs));
}

/**
 * The symbols of a reference, of whatever is named in it, without reading their bars where the file allows that; none where
 * a file names none.
 */
export async function symbolsHeld(reference: string, catalog = defaultCatalog): Promise<string[]> {
  if (existsSync(reference) && statSync(reference).isFile()) {
    const { symbols, tables } = await readBars(reference, { symbols: [] });
    return symbols ? [...symbols] : tables.flatMap(({ symbol }) => symbol ?? []);
  }
  const names = [sampleParts, ...(await listNames(catalog))];
  return matchNames(reference, names).map(({ symbol }) => symbol);
}

async function loadRaw(reference: string, options: LoadOptions): Promise<Dataset[]> {
  if (existsSync(reference) && statSync(reference).isFile()) {
    const content = await readBars(reference, options);
    return finish(content, basename(reference), options, guessName(reference));
  }
  const catalog = options.catalog ?? defaultCatalog;
  const names = [sampleParts, ...(await listNames(catalog))];
  const matches = narrow(matchNames(reference, names), options.symbols);
  if (matches.length === 0) refuseMissing(reference, names, catalog);
  if (matches.length > 1 && !options.symbols) refuseAmbiguous(reference, matches);
  const datasets: Dataset[] = [];
  for (const match of matches) datasets.push(await loadNamed(match, catalog, options));
  return datasets;
}

async function loadNamed(name: NameParts, catalog: string, options: LoadOptions): Promise<Dataset> {
  if (name === sampleParts) {
    const [sample] = finish(await readCsv(samplePath()), sampleSource, {
      ...options,
      ...sampleParts,
      symbols: undefined,
    });
    return { bars: sample!.bars, identity: { ...sample!.identity, index: true } };
  }
  const { manifest, columns, sha256 } = await readDataset(datasetFolder(catalog, name), options);
  const table = {
    symbol: undefined,
    columns,
    rowOf: (index: number) => index + 1,
    place: "row" as const,
    sha256,
  };
  const dataset = toDataset(table, manifest.source, { ...options, ...name }, name);
  return { ...dataset, identity: { ...dataset.identity, synthetic: manifest.synthetic } };
}

/** Of several data sets, those of the symbols wanted; a reference that means one is taken at its word. */
function narrow(matches: NameParts[], symbols: readonly string[] | undefined): NameParts[] {
  if (!symbols || matches.length <= 1) return matches;
  const wanted = matches.filter(({ symbol }) => symbols.includes(symbol));
  for (const symbol of symbols) {
    const several = wanted.filter((name) => name.symbol === symbol);
    if (several.length > 1) refuseAmbiguous(symbol, several);
  }
  return wanted;
}

function refuseMissing(reference: string, names: readonly NameParts[], catalog: string): never {
  const folder = dirname(reference);
  if (!/[/\\]|\.(csv|tsv|txt|gz|parquet|arrow|feather|ipc)$/i.test(reference))
    refuseUnknown(reference, names, catalog);
  const near = existsSync(folder)
    ? readdirSync(folder).filter((name) => extname(name) === extname(reference))
    : [];
  refuse(`no file is called "${reference}"${suggest(basename(reference), near)}`);
}

function finish(
  content: FileContent,
  source: string,
  options: LoadOptions,
  guess: Partial<NameParts> = {},
): Dataset[] {
  const wanted = options.symbols;
  const tables = content.tables.filter(
    (table) => !wanted || table.symbol === undefined || wanted.includes(table.symbol),
  );
  return tables.map((table) => toDataset(table, source, options, guess));
}

/** A table whose content may have been hashed on the way, within the period that is asked for. */
interface HashedTable extends Table {
  readonly sha256?: string;
}

function toDataset(
  table: HashedTable,
  source: string,
  options: LoadOptions,
  guess: Partial<NameParts>,
): Dataset {
  const columns = withinPeriod(table.columns, options);
  const rows = columns.ts.length;
  if (rows === 0) refuse(emptyText(source, table.columns.ts));
  const given = options.timeframe ?? timeframeOf(columns.ts) ?? guess.timeframe;
  if (given === undefined)
    refuse(`${source} holds one bar, from which no timeframe follows; give --timeframe`);
  const timeframeMs = parseTimeframe(given);
  const symbol = table.symbol ?? options.symbol ?? guess.symbol ?? "UNKNOWN";
  const exchange = options.exchange ?? guess.exchange ?? "file";
  const timeframe = formatTimeframe(timeframeMs);
  return {
    bars: { symbol, timeframeMs, ...columns },
    identity: {
      name: formatName({ exchange, symbol, timeframe }),
      symbol,
      exchange,
      timeframe,
      source,
      sha256: table.sha256 ?? hashColumns(columns),
      rows,
      fromMs: columns.ts[0]!,
      toMs: columns.ts[rows - 1]! + timeframeMs,
      synthetic: false,
      allowed: [],
    },
  };
}

function emptyText(source: string, ts: Float64Array): string {
  if (ts.length === 0) return `${source} has no bars in the period that was asked for`;
  const held = `from ${iso(ts[0]!)} to ${iso(ts[ts.length - 1]!)}`;
  return `${source} has no bars in the period that was asked for; it has bars that open ${held}`;
}

/** Rows whose open lies in [fromMs, toMs); the same columns where all do. */
function withinPeriod(columns: Columns, { fromMs, toMs }: LoadOptions): Columns {
  if (fromMs === undefined && toMs === undefined) return columns;
  const index: number[] = [];
  columns.ts.forEach((ts, i) => {
    if (ts >= (fromMs ?? -Infinity) && ts < (toMs ?? Infinity)) index.push(i);
  });
  return index.length === columns.ts.length ? columns : takeRows(columns, index);
}

function timeframeOf(ts: Float64Array): string | undefined {
  const step = inferTimeframe(ts);
  return step === undefined ? undefined : formatTimeframe(step);
}

/** Where the catalog is unless the user says otherwise. */
export const defaultCatalog = join(".", "bot4-data");
