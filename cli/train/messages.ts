import type { SampleTable } from "../../research/ml/dataset.ts";
import type { FoldFit } from "../../research/ml/train/fit-fold.ts";
import type { TrainingJob } from "../../research/ml/train/job.ts";

/** What a worker starts with. The columns of its samples are shared, not copied. */
export interface TrainerStart {
  readonly table: SampleTable;
  readonly job: TrainingJob;
}

/** What a worker is sent: the rows of a fold. */
export interface TrainerTask {
  readonly trainRows: Int32Array;
  readonly testRows: Int32Array;
}

/** What it sends back: the fit, or what went wrong, and whether the user can mend it. */
export type TrainerResult =
  | { readonly fit: FoldFit }
  | { readonly message: string; readonly stack: string; readonly user: boolean };
