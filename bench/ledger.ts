import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { literal, rowsOf, withDuckdb } from "../data/duckdb.ts";
import { appendTrials, closeTrials } from "../data/ledger/append.ts";
import { compactLedger } from "../data/ledger/compact.ts";
import { queryTrials } from "../data/ledger/query.ts";
import { trialStatistics } from "../data/ledger/statistics.ts";
import type { Trial, TrialSubject } from "../data/ledger/trial.ts";
import { measure, type Row } from "./harness.ts";

const subject: TrialSubject = {
  kind: "sweep",
  strategy: "bench",
  sourceHash: "a".repeat(64),
  data: [{ name: "bench:X:1d", sha256: "d".repeat(64) }],
  fromMs: 0,
  toMs: 1e12,
  settingsHash: "5".repeat(64),
  group: "9".repeat(64),
};

/** Trials of different parameters, by a rule that any sum can be checked against. */
const trialsOf = (from: number, to: number): Trial[] =>
  Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    const sharpePerBar = Math.sin(n) / 10;
    return {
      subject,
      status: "done",
      timeMs: 1.7e12,
      params: { fast: n % 1_000, slow: Math.floor(n / 1_000) },
      result: {
        sharpe: sharpePerBar * 19,
        sharpePerBar,
        bars: 5_000,
        skew: -sharpePerBar,
        kurtosis: 3 + sharpePerBar,
        totalReturn: sharpePerBar * 2,
        maxDrawdown: -0.3,
        trades: n % 97,
      },
    };
  });

const batch = 1_000;

async function fill(ledger: string, trials: number): Promise<void> {
  for (let from = 0; from < trials; from += batch) await appendTrials(ledger, trialsOf(from, from + batch));
  closeTrials(ledger);
}

async function withLedgerOf<T>(work: (ledger: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bot4-bench-ledger-"));
  try {
    return await work(join(folder, "runs.ledger"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function appendRow(): Promise<Row> {
  return withLedgerOf(async (ledger) => {
    const trials = trialsOf(0, batch);
    const plain = `${ledger}.plain`;
    return measure({
      name: "ledger, append",
      unit: "trial",
      units: batch,
      run: () => appendTrials(ledger, trials),
      verify: async () => {
        const { distinct } = await trialStatistics(ledger);
        if (distinct !== batch) throw new Error(`${distinct} variants came back where ${batch} were written`);
      },
      reference: {
        name: "JSON and a write",
        run: () => appendFileSync(plain, trials.map((trial) => JSON.stringify(trial)).join("\n")),
      },
      budgetMs: 300,
    }).finally(() => closeTrials(ledger));
  });
}

/** The same sums by SQL that was written for this one file. */
async function bareStatistics(ledger: string): Promise<unknown> {
  const part = readdirSync(ledger).find((file) => file.endsWith(".parquet"));
  return withDuckdb((connection) =>
    rowsOf(
      connection,
      'SELECT count(*), avg(s), var_samp(s) FROM (SELECT params, avg("sharpePerBar") AS s ' +
        `FROM read_parquet(${literal(join(ledger, part!))}) GROUP BY params)`,
    ),
  );
}

/** Trials into a ledger and out of it, where a million of them are. */
export async function ledgerBench(trials = 1_000_000): Promise<Row[]> {
  const rows = [await appendRow()];
  await withLedgerOf(async (ledger) => {
    await fill(ledger, trials);
    const verify = async () => {
      const { distinct, bestSharpe } = await trialStatistics(ledger);
      if (distinct !== trials || !(Math.abs(bestSharpe - 0.1) < 1e-9))
        throw new Error(`${distinct}, ${bestSharpe}`);
    };
    const millions = `${trials / 1e6}M`;
    const shared = { unit: "trial", units: trials, verify, budgetMs: 1 };
    const count = () => trialStatistics(ledger, { strategy: "bench" });
    rows.push(
      await measure({ ...shared, name: `ledger, count and variance of ${millions}, segments`, run: count }),
    );
    await compactLedger(ledger, 1);
    rows.push(
      await measure({
        ...shared,
        name: `ledger, count and variance of ${millions}, Parquet`,
        run: count,
        reference: { name: "plain SQL", run: () => bareStatistics(ledger) },
      }),
    );
    const best = () => queryTrials(ledger, { strategy: "bench" }, { by: "sharpe", top: 10, once: true });
    rows.push(await measure({ ...shared, name: `ledger, best 10 of ${millions}, Parquet`, run: best }));
  });
  return rows;
}
