import { refuse, suggest } from "../engine/core/errors.ts";
import bounds from "./bounds.json" with { type: "json" };
import { judge } from "./check.ts";
import { machine, type Row } from "./harness.ts";
import { formatRows } from "./table.ts";

/** The benchmarks by name. Each is loaded only when it runs, so that none warms or slows another's start. */
export const benches: Readonly<Record<string, () => Promise<Row[]>>> = {
  indicators: async () => (await import("./indicators.ts")).indicatorsBench(),
  metrics: async () => (await import("./metrics.ts")).metricsBench(),
  backtest: async () => (await import("./backtest.ts")).backtestBench(),
  sweep: async () => (await import("./sweep.ts")).sweepBench(),
  catalog: async () => (await import("./catalog.ts")).catalogBench(),
  ledger: async () => (await import("./ledger.ts")).ledgerBench(),
  statistics: async () => (await import("./statistics.ts")).statisticsBench(),
  models: async () => (await import("./models.ts")).modelsBench(),
  nets: async () => (await import("./nets.ts")).netsBench(),
  risk: async () => (await import("./risk.ts")).riskBench(),
  "hot-path": async () => (await import("./hot-path.ts")).hotPathBench(),
  pools: async () => (await import("./pools.ts")).poolsBench(),
  venue: async () => (await import("./venue.ts")).venueBench(),
  ring: async () => (await import("./ring.ts")).ringBench(),
  process: async () => (await import("./process.ts")).processBench(),
  restart: async () => (await import("./restart.ts")).restartBench(),
  gate: async () => (await import("./gate.ts")).gateBench(),
};

/** These take minutes, and so run only by their names; smaller ones of their kinds are tests. */
const byNameOnly: readonly string[] = ["gate", "restart"];

/** What `bot4 bench` was asked for. */
export interface BenchRequest {
  /** Names out of {@link benches}; where empty all of them but `gate` and `restart`, which take minutes. */
  readonly names: readonly string[];
  /** Prints one JSON document instead of tables. */
  readonly json: boolean;
  /** Compares each ratio with its bound in `bench/bounds.json`. */
  readonly check: boolean;
}

/** Attempts before a benchmark that misses its bound counts as slow: a busy machine disturbs single runs. */
const attemptsMax = 3;

/**
 * Runs benchmarks one after the other and prints them. Returns the failures of the check in words; without
 * `check`, or where every bound holds, none.
 */
export async function runBenches(request: BenchRequest, print: (text: string) => void): Promise<string[]> {
  const names =
    request.names.length > 0
      ? request.names
      : Object.keys(benches).filter((name) => !byNameOnly.includes(name));
  const unknown = names.find((name) => !Object.hasOwn(benches, name));
  if (unknown !== undefined) {
    const known = Object.keys(benches);
    refuse(`unknown benchmark "${unknown}"${suggest(unknown, known) || `; there are ${known.join(", ")}`}`);
  }
  const results: Record<string, Row[]> = {};
  const failures: string[] = [];
  if (!request.json) print(machine());
  for (const name of names) {
    let slow: string[] = [];
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      results[name] = await benches[name]!();
      if (!request.json) print(formatRows(name, results[name]));
      slow = request.check ? judge(name, results[name], bounds) : [];
      if (slow.length === 0) break;
      if (attempt < attemptsMax && !request.json)
        print(`${slow.join("\n")}\nonce more, in case the machine was busy`);
    }
    failures.push(...slow);
  }
  if (request.json) print(JSON.stringify({ machine: machine(), benches: results, failures }, null, 2));
  return failures;
}
