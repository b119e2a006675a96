import { spawnSync } from "node:child_process";
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
  return (await loadDataset("bench:WAVE:1m", { catalog })).bars.ts.length;
}

/** Peak resident memory, in MiB, of a process that loads the data set once. */
function peakOf(catalog: string): number {
  const call = `const m = await import(${JSON.stringify(import.meta.url)});
    await m.loadWhole(${JSON.stringify(catalog)});
    process.stdout.write(String(process.resourceUsage().maxRSS));`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", call], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(`loading in a process of its own failed:\n${child.stderr}`);
  return Number(child.stdout) / 1024;
}

/** The same columns through DuckDB and nothing else: no hash, no check. */
async function bareRead(folder: string, rows: number): Promise<number> {
  const from = `read_parquet(${literal(join(folder, "part-*.parquet"))})`;
  const expressions = columnNames.map((name) => (name === "ts" ? "epoch_ms(ts)::DOUBLE" : name));
  const columns = await withDuckdb((connection) => readColumns(connection, expressions, from, rows));
  return columns[0]!.length;
}

/** Reading `rows` bars out of a catalog that is made for it: the read alone, verified by its hash, and with the check. */
export async function catalogBench(rows = 10_000_000): Promise<Row[]> {
  const catalog = mkdtempSync(join(tmpdir(), "bot4-bench-catalog-"));
  try {
    const columns = waves(rows);
    const origin = { ...parts, source: "bench/catalog.ts", synthetic: true };
    await writeCatalog(catalog, "a benchmark", (writer) => writer.replace([{ origin, columns }]));
    const folder = datasetFolder(catalog, parts);
    const verify = async () => {
      const { columns: read } = await readDataset(folder);
      for (const name of columnNames) {
        const wrong = read[name].findIndex((value, i) => value !== columns[name][i]);
        if (wrong >= 0 || read[name].length !== rows)
          throw new Error(`column ${name} differs at row ${wrong}`);
      }
    };
    const common = { unit: "bar", units: rows, verify, budgetMs: 1 };
    const reference = { name: "DuckDB alone", run: () => bareRead(folder, rows) };
    const size = `${rows / 1e6}M × 6`;
    return [
      await measure({
        ...common,
        name: `catalog read, ${size}`,
        run: async () => (await readDataset(folder)).columns.ts.length,
        reference,
        targetMs: 2_000,
        peakMiB: () => peakOf(catalog),
      }),
      await measure({
        ...common,
        name: `catalog read and check, ${size}`,
        run: () => loadWhole(catalog),
        reference,
      }),
    ];
  } finally {
    rmSync(catalog, { recursive: true, force: true });
  }
}
