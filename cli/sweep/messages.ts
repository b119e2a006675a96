import { UserError } from "../../engine/core/errors.ts";
import type { Batch } from "../../research/sweep/batch.ts";
import { VariantError } from "../../research/sweep/evaluate-batch.ts";
import type { SweepJob } from "../../research/sweep/job.ts";
import type { SweepData } from "../../research/sweep/scenario.ts";
import type { WalkJob } from "../../research/walkforward/serve.ts";
import { asUserError } from "../load/user-error.ts";

/** What threads compute, of a sweep or of a walk forward, and from where its strategy is loaded. */
export type PoolJob = WalkJob & Pick<SweepJob, "target" | "sourceHash">;

/** What a worker starts with. The columns of its data are shared, not copied. */
export interface WorkerStart {
  readonly job: PoolJob;
  readonly data: SweepData;
  /** Number of the next task that nobody has claimed, see {@link claim}. */
  readonly next: Int32Array;
  /** The folder from which the strategy's path is read. */
  readonly cwd: string;
}

/** What every thread is told of: a batch to compute, for whichever claims it. Tasks are told in the order of their numbers. */
export interface WorkerTask {
  readonly task: number;
  readonly scenario: number;
  readonly batch: Batch;
}

/** What a worker sends back: rows, or what went wrong, and whether the user can mend it. */
export type WorkerResult =
  | { readonly task: number; readonly rows: Float64Array }
  | { readonly message: string; readonly stack: string; readonly user: boolean };

/** Whether a task is this thread's to do: each is given to the first that asks. `next` lies on shared memory. */
export const claim = (next: Int32Array, task: number): boolean =>
  Atomics.compareExchange(next, 0, task, task + 1) === task;

/** An error of a variant as the user should read it. */
export function variantFailure(error: unknown, cwd: string): unknown {
  if (!(error instanceof VariantError)) return asUserError(error, cwd);
  const told = asUserError(error.cause, cwd);
  if (!(told instanceof UserError)) return told;
  return new UserError(`${told.message}\n(variant ${error.variant}; --where leaves variants out)`);
}
