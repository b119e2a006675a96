import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { datasetFolder } from "../data/catalog/manifest.ts";
import { readDataset } from "../data/catalog/read.ts";
import { writeCatalog } from "../data/catalog/write.ts";
import { type Columns, columnNames, sharedColumns } from "../data/columns.ts";
import { literal, readColumns, withDuckdb } from "../data/duckdb.ts";
import { loadDataset } from "../data/load.ts";
import { measure, type Row } from "./harness.ts";
import { collect, peakMemory } from "./memory.ts";

const minuteMs = 60_000;
const parts = { exchange: "bench", symbol: "WAVE", timeframe: "1m" };

/** Minute bars of a wave, by a rule that any row can be checked against. */
function waves(rows: number): Columns {
  const columns = sharedColumns(rows);
  const price = (k: number) => 100 + 8 * Math.sin(k / 400) + 2 * Math.sin(k / 30);
  for (let i = 0; i < rows; i++) {
    columns.ts[i] = 1e12 + i * minuteMs;
    columns.open[i] = price(i);
    columns.close[i] = price(i + 1);
    columns.high[i] = Math.max(price(i), price(i + 1)) + 0.25;
    columns.low[i] = Math.min(price(i), price(i + 1)) - 0.25;
    columns.volume[i] = 1000 + (i % 1440);
  }
  return columns;
}

/** Reads a data set as a backtest does, verified against its hash and checked for defects; gives its number of rows. */
export async function loadWhole(catalog: string): Promise<number> {
  collect();
  return (await loadDataset("bench:WAVE:1m", { catalog })).bars.ts.length;
}

/** The same columns through DuckDB and nothing else: no hash, no check. */
async function bareRead(folder: string, rows: number): Promise<number> {
  const from = `read_parquet(${literal(join(folder, "part-*.parquet"))})`;
  const expressions = columnNames.map((name) => (name === "ts" ? "epoch_ms(ts)::DOUBLE" : name));
  collect();
  const columns = await withDuckdb((connection) => readColumns(connection, expressions, from, rows));
  return columns[0]!.length;
}

/** A catalog with a data set of so many bars, for as long as `work` takes. */
async function withCatalog<T>(
  rows: number,
  work: (catalog: string, columns: Columns) => Promise<T>,
): Promise<T> {
  const catalog = mkdtempSync(join(tmpdir(), "bot4-bench-catalog-"));
  try {
    const columns = waves(rows);
    const origin = { ...parts, source: "bench/catalog.ts", synthetic: true };
    await writeCatalog(catalog, "a benchmark", (writer) => writer.replace([{ origin, columns }]));
    return await work(catalog, columns);
  } finally {
    rmSync(catalog, { recursive: true, force: true });
  }
}

/** Throws unless what is read is what was written. */
async function verify(folder: string, columns: Columns): Promise<void> {
  const { columns: read } = await readDataset(folder);
  for (const name of columnNames) {
    const wrong = read[name].findIndex((value, i) => value !== columns[name][i]);
    if (wrong >= 0 || read[name].length !== columns.ts.length)
      throw new Error(`column ${name} differs at row ${wrong}`);
  }
}

function subject(catalog: string, columns: Columns) {
  const rows = columns.ts.length;
  const folder = datasetFolder(catalog, parts);
  return {
    unit: "bar",
    units: rows,
    verify: () => verify(folder, columns),
    reference: { name: "DuckDB alone", run: () => bareRead(folder, rows) },
    peakMiB: () => peakMemory(import.meta.url, "loadWhole", catalog),
    budgetMs: 1,
  };
}

/** Bars out of a catalog made for it: the read alone, verified by its hash, and as a backtest does it, checked for defects. */
export async function catalogBench(readRows = 10_000_000, checkRows = 1_000_000): Promise<Row[]> {
  const read = await withCatalog(readRows, (catalog, columns) =>
    measure({
      ...subject(catalog, columns),
      name: `catalog read, ${readRows / 1e6}M × 6`,
      run: async () => (await readDataset(datasetFolder(catalog, parts))).columns.ts.length,
      targetMs: 2_000,
    }),
  );
  const checked = await withCatalog(checkRows, (catalog, columns) =>
    measure({
      ...subject(catalog, columns),
      name: `catalog read and check, ${checkRows / 1e6}M × 6`,
      run: () => loadWhole(catalog),
    }),
  );
  return [read, checked];
}
