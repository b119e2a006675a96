import { runSweep } from "../../research/sweep/run-sweep.ts";
import type { WalkForwardRun } from "../../research/walkforward/model.ts";
import type { WalkForwardRequest } from "../../research/walkforward/request.ts";
import type { Tried } from "../../research/walkforward/select.ts";
import type { Walk } from "../../research/walkforward/walk-forward.ts";
import type { Io } from "../io.ts";
import { guarded } from "../perform.ts";
import { countWorkers, openPool, type Pool } from "../sweep/pool.ts";

/** Walks to the end as a sweep of its training windows, and tells of what is tried, batch by batch. */
export type WalkOn = (onTried: (tried: Tried) => Promise<void>) => Promise<WalkForwardRun>;

/**
 * Gets ready to walk, and refuses what cannot be done before anything is computed. Threads are one a core for work that is
 * worth it, unless told.
 */
export async function readyWalk(request: WalkForwardRequest, io: Io, workers?: number): Promise<WalkOn> {
  const { beginWalk } = await import("../../research/walkforward/walk-forward.ts");
  const walk = await guarded(io, () => beginWalk(request));
  const { data, searches, barVariants } = walk;
  const { strategy, target = strategy.name, sourceHash = "" } = request;
  const batches = searches.reduce((sum, { trials }) => sum + Math.ceil(trials / walk.job.batch), 0);
  const count = countWorkers(workers, batches, barVariants);
  const pool = openPool({ job: { ...walk.job, target, sourceHash }, strategy, data }, count, io);
  return (onTried) => walkOn(walk, pool, onTried, io);
}

/** Walks to the end without telling of the way. */
export const performWalk = async (request: WalkForwardRequest, io: Io): Promise<WalkForwardRun> =>
  (await readyWalk(request, io))(async () => {});

async function walkOn(
  { searches, scoresOf, take, finish }: Walk,
  pool: Pool,
  onTried: (tried: Tried) => Promise<void>,
  io: Io,
): Promise<WalkForwardRun> {
  try {
    await runSweep({
      searches,
      scoresOf,
      workers: pool.workers,
      evaluate: pool.evaluate,
      // What is tried is in the ledger; rows are not kept for another time.
      store: { read: async () => undefined, write: async () => {} },
      onFinished: ({ unit: { scenario, batch }, rows }) => onTried(take(scenario, batch, rows)),
    });
  } finally {
    await pool.close();
  }
  return guarded(io, finish);
}
