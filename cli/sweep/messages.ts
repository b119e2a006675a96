import { UserError } from "../../engine/core/errors.ts";
import type { Batch } from "../../research/sweep/batch.ts";
import { VariantError } from "../../research/sweep/evaluate-batch.ts";
import type { SweepJob } from "../../research/sweep/job.ts";
import type { SweepData } from "../../research/sweep/scenario.ts";
import { asUserError } from "../load/user-error.ts";

/** What a worker starts with. The columns of its data are shared, not copied. */
export interface WorkerStart {
  readonly job: SweepJob;
  readonly data: SweepData;
  /** The folder from which the strategy's path is read. */
  readonly cwd: string;
}

/** What a worker is sent. */
export interface WorkerTask {
  readonly scenario: number;
  readonly batch: Batch;
}

/** What it sends back: rows, or what went wrong, and whether the user can mend it. */
export type WorkerResult =
  | { readonly rows: Float64Array }
  | { readonly message: string; readonly stack: string; readonly user: boolean };

/** An error of a variant as the user should read it. */
export function variantFailure(error: unknown, cwd: string): unknown {
  if (!(error instanceof VariantError)) return asUserError(error, cwd);
  const told = asUserError(error.cause, cwd);
  if (!(told instanceof UserError)) return told;
  return new UserError(`${told.message}\n(variant ${error.variant}; --where leaves variants out)`);
}
