import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { literal, withDuckdb } from "../data/duckdb.ts";
import { loadDataset } from "../data/load.ts";
import { measure, type Row } from "./harness.ts";
import { peakKiB } from "./memory.ts";
import { smaCross } from "./sma-cross.ts";

const [quick, calm, fee, cash, barsPerYear] = [20, 100, 0.001, 10_000, 8_760];
const cli = fileURLToPath(new URL("../cli/bot4.js", import.meta.url));

/** Writes a Parquet file of `rows` hourly bars, a random walk that DuckDB's hash function makes, equal on every machine. */
export async function writeParquet(path: string, rows: number): Promise<void> {
  await withDuckdb(async (connection) => {
    await connection.run(`copy (
      with steps as (select i, ((hash(i) % 1000003) / 1000003.0 - 0.5) * 0.016 as step from range(${rows}) t(i)),
      walk as (select i, 100 * exp(sum(step) over (order by i)) as close from steps),
      bars as (select i, coalesce(lag(close) over (order by i), 100.0) as open, close from walk)
      select epoch_ms(1262304000000 + i * 3600000) as ts, open, greatest(open, close) * 1.001 as high,
        least(open, close) * 0.999 as low, close, 1000.0 + i % 7 as volume from bars order by i
    ) to ${literal(path)} (format parquet)`);
  });
}

/** The least that a process can do for the same answer: load the file and run the loop written for this strategy. */
export async function leastProcess(path: string): Promise<number> {
  const { bars } = await loadDataset(path);
  return smaCross(bars, { quick, calm, fee, cash, barsPerYear }).totalReturn;
}

const strategyText = `import { strategy } from "bot4/strategy";
import { crossOver, crossUnder, latch, sma } from "bot4/ops";

export default strategy({
  name: "cross",
  decide({ close }) {
    const [quick, calm] = [sma(close, ${quick}), sma(close, ${calm})];
    return { target: latch(crossOver(quick, calm), crossUnder(quick, calm)) };
  },
});
`;

interface Finished {
  readonly stdout: string;
  readonly peakMiB: number;
}

/** Runs Node in a folder; the process itself tells its peak memory as it ends. */
function node(args: readonly string[], folder: string): Finished {
  const script = `process.on("exit", () => process.stderr.write("\\npeak " + ${peakKiB}))`;
  const tell = `data:text/javascript,${encodeURIComponent(script)}`;
  const child = spawnSync(process.execPath, ["--import", tell, ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (child.status !== 0) throw new Error(`node ${args.join(" ")} failed:\n${child.stdout}${child.stderr}`);
  return { stdout: child.stdout, peakMiB: Number(/peak (\d+)$/.exec(child.stderr)?.[1]) / 1024 };
}

async function row(folder: string, bars: number): Promise<Row> {
  const data = `${bars}.parquet`;
  await writeParquet(join(folder, data), bars);
  const asked = ["backtest", "./cross.ts", "--data", data, "--bars-per-year", String(barsPerYear)];
  const whole = () => node([cli, ...asked, "--fee-bps", String(fee * 1e4), "--json"], folder);
  const call = `const m = await import(${JSON.stringify(import.meta.url)}); console.log(await m.leastProcess(${JSON.stringify(data)}));`;
  const least = () => node(["--input-type=module", "-e", call], folder).stdout;
  const million = bars === 1_000_000;
  return measure({
    name: `${bars / 1_000}k bars: start, load Parquet, run, statistics, report`,
    unit: "bar",
    units: bars,
    run: () => whole().stdout,
    verify: () => verify(whole().stdout, Number(least()), join(folder, "runs")),
    reference: { name: "load and loop alone", run: least },
    budgetMs: 4_000,
    peakMiB: () => whole().peakMiB,
    ...(million ? { targetMs: 2_000 } : { peer: { name: "vectorbt 1.1, cached", ms: 5_000 } }),
  });
}

/** Throws unless the process found what the loop finds, and left a report. */
function verify(json: string, wanted: number, runs: string): void {
  const { metrics } = JSON.parse(json) as { metrics: { totalReturn: number } };
  if (!(Math.abs(metrics.totalReturn - wanted) <= 1e-9 * Math.abs(wanted))) {
    throw new Error(`total return is ${metrics.totalReturn}, not ${wanted}`);
  }
  const reports = readdirSync(runs).map((id) => statSync(join(runs, id, "report.html")).size);
  if (!reports.every((size) => size > 10_000)) throw new Error("a report is missing or empty");
}

/** Whole processes, each from nothing: start, load Parquet, run, statistics, store the run, write the report. */
export async function processBench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "bot4-bench-"));
  try {
    writeFileSync(join(folder, "cross.ts"), strategyText);
    return [await row(folder, 10_000), await row(folder, 1_000_000)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
