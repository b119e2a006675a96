import { runSweep } from "../../research/sweep/run-sweep.ts";
import type { WalkForwardRun } from "../../research/walkforward/model.ts";
import type { WalkForwardRequest } from "../../research/walkforward/request.ts";
import type { Tried } from "../../research/walkforward/select.ts";
import type { Io } from "../io.ts";
import { guarded } from "../perform.ts";
import { countWorkers, openPool } from "../sweep/pool.ts";

interface WalkWishes {
  /** Threads; one a core for work that is worth it, unless told. */
  readonly workers?: number | undefined;
  readonly onTried?: (tried: Tried) => Promise<void>;
}

/** Walks to the end as a sweep of its training windows, and tells of what is tried, batch by batch. */
export async function performWalk(
  request: WalkForwardRequest,
  io: Io,
  { workers, onTried = async () => {} }: WalkWishes = {},
): Promise<WalkForwardRun> {
  const { beginWalk } = await import("../../research/walkforward/walk-forward.ts");
  const walk = await guarded(io, () => beginWalk(request));
  const { data, searches, scoresOf, take, finish, barVariants } = walk;
  const { strategy, target = strategy.name, sourceHash = "" } = request;
  const batches = searches.reduce((sum, { trials }) => sum + Math.ceil(trials / walk.job.batch), 0);
  const count = countWorkers(workers, batches, barVariants);
  const pool = openPool({ job: { ...walk.job, target, sourceHash }, strategy, data }, count, io);
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
