import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { refuse, suggest } from "../engine/core/errors.ts";
import { formatTimeframe, parseTimeframe } from "../engine/core/time.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import { type Columns, type FileContent, hashColumns, type Table, takeRows } from "./columns.ts";
import { type CsvOptions, readCsv } from "./csv/read.ts";
import { formatName, guessName, inferTimeframe, type NameParts } from "./names.ts";
import { readParquet } from "./parquet.ts";
import { sampleName, samplePath, sampleSource } from "./sample.ts";

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
}

/** Loads exactly one data set; refuses a reference that holds several symbols. */
export async function loadDataset(reference: string, options: LoadOptions = {}): Promise<Dataset> {
  const datasets = await loadDatasets(reference, options);
  if (datasets.length > 1) {
    const some = datasets.slice(0, 5).map((dataset) => dataset.bars.symbol);
    refuse(`${reference} holds ${datasets.length} symbols (${some.join(", ")}, …); choose with --symbols`);
  }
  return datasets[0]!;
}

/** Loads bars from a catalog name, a CSV path or a Parquet path: one data set a symbol. */
export async function loadDatasets(reference: string, options: LoadOptions = {}): Promise<Dataset[]> {
  if (sampleName.toLowerCase().includes(reference.toLowerCase())) {
    return finish(await readCsv(samplePath()), sampleSource, {
      ...options,
      exchange: "sample",
      symbol: "SP500",
      timeframe: "1d",
    });
  }
  requireFile(reference);
  const content = /\.parquet$/i.test(reference)
    ? await readParquet([reference], options, basename(reference))
    : await readCsv(reference, options);
  return finish(content, basename(reference), options, guessName(reference));
}

function requireFile(path: string) {
  if (existsSync(path) && statSync(path).isFile()) return;
  const folder = dirname(path);
  const near = existsSync(folder)
    ? readdirSync(folder).filter((name) => extname(name) === extname(path))
    : [];
  refuse(`no file and no data set of the catalog is called "${path}"${suggest(basename(path), near)}`);
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

function toDataset(table: Table, source: string, options: LoadOptions, guess: Partial<NameParts>): Dataset {
  const columns = withinPeriod(table.columns, options);
  const rows = columns.ts.length;
  if (rows === 0) refuse(`${source} has no bars in the period that was asked for`);
  const inferred = inferTimeframe(columns.ts);
  const given = options.timeframe ?? (inferred === undefined ? guess.timeframe : formatTimeframe(inferred));
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
      sha256: hashColumns(columns),
      rows,
      fromMs: columns.ts[0]!,
      toMs: columns.ts[rows - 1]! + timeframeMs,
      synthetic: false,
      allowed: [],
    },
  };
}

/** Rows whose open lies in [fromMs, toMs); the same columns where all do. */
function withinPeriod(columns: Columns, { fromMs = -Infinity, toMs = Infinity }: LoadOptions): Columns {
  const inside = (ts: number) => ts >= fromMs && ts < toMs;
  if (columns.ts.every(inside)) return columns;
  const index: number[] = [];
  for (let i = 0; i < columns.ts.length; i++) if (inside(columns.ts[i]!)) index.push(i);
  return takeRows(columns, index);
}

/** Where the catalog is unless the user says otherwise. */
export const defaultCatalog = join(".", "bot4-data");
