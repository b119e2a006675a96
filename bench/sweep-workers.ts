import { setImmediate } from "node:timers/promises";
import type { Io } from "../cli/io.ts";
import { loadStrategy } from "../cli/load/strategy.ts";
import { openPool, type Pool } from "../cli/sweep/pool.ts";
import { parseSettings } from "../engine/run/settings.ts";
import { runSweep } from "../research/sweep/run-sweep.ts";
import { sweepData } from "../research/sweep/scenario.ts";
import { createSearch } from "../research/sweep/search.ts";
import { spaceOf } from "../research/sweep/space.ts";
import { measure, type Row } from "./harness.ts";
import { benchBars, benchDataset } from "./market.ts";

const bars = 100_000;
const spec = { params: ["fast=2:17", "slow=20:32"] };
/** So small that at the end none waits for another: the steady work is compared, and threads are up before it begins. */
const batch = 2;

/** A sweep on two threads beside the same on one, to the same bits. */
export async function sweepWorkersRows(): Promise<Row[]> {
  const compute: Io["compute"] = async (work) => {
    await setImmediate();
    return work();
  };
  const io = { cwd: process.cwd(), compute } as Io;
  const { strategy, target, sourceHash } = await loadStrategy("sma-cross", io);
  const dataset = benchDataset(benchBars(bars));
  const scenarios = [{ symbols: [dataset.bars.symbol] }];
  const data = sweepData([dataset], [], scenarios);
  const settings = parseSettings({ fees: { taker: 0.001, maker: 0.001, fixed: 0 } });
  const job = { target, sourceHash, space: spec, scenarios, settings, statistics: "all" } as const;
  const space = spaceOf(strategy, spec);
  const pools = [1, 2].map((workers) => openPool({ job, strategy, data }, workers, io)) as [Pool, Pool];
  const sweep = async ({ workers, evaluate }: Pool): Promise<Float64Array[]> => {
    const found: Float64Array[] = [];
    await runSweep({
      searches: [createSearch(space, { kind: "grid", seed: 1, batch })],
      scoresOf: () => [],
      workers,
      evaluate,
      store: { read: async () => undefined, write: async () => {} },
      onFinished: ({ unit, rows }) => {
        found[unit.id] = rows;
      },
    });
    return found;
  };
  const [alone, both] = pools;
  try {
    const row = await measure({
      name: "100k bars, all statistics, 2 workers",
      unit: "bar-variant",
      units: bars * space.size,
      run: () => sweep(both),
      reference: { name: "1 worker", run: () => sweep(alone) },
      verify: async () => verifyEqual(await sweep(alone), await sweep(both)),
      budgetMs: 5_000,
    });
    const { ratio = Number.NaN, reference: _, referenceMs: __, ...times } = row;
    const [one, two] = [await leastCpu(() => sweep(alone)), await leastCpu(() => sweep(both))];
    const name = `2 workers do the work of ${(1 / ratio).toFixed(2)}, in ${(two / one).toFixed(2)} times its processor time`;
    return [row, { ...times, name }];
  } finally {
    for (const pool of pools) await pool.close();
  }
}

/** Least processor time of a few runs over all threads: what other programs do meanwhile hardly counts. */
async function leastCpu(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let k = 0; k < 3; k++) {
    const begun = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(begun);
    times.push(user + system);
  }
  return Math.min(...times);
}

/** Throws unless all rows are the same, bit by bit. */
function verifyEqual(one: readonly Float64Array[], two: readonly Float64Array[]): void {
  const [a, b] = [one, two].map((rows) => rows.flatMap((values) => [...values])) as [number[], number[]];
  const at = a.findIndex((value, k) => !Object.is(value, b[k]));
  if (at >= 0 || a.length !== b.length) throw new Error(`2 workers find ${b[at]} where one finds ${a[at]}`);
}
