import { refuse } from "../../../engine/core/errors.ts";
import { seeded } from "../../../engine/core/random.ts";
import type { Model } from "../../../engine/model/kinds.ts";
import type { FitRequest, Learner } from "../learner.ts";
import { meanLoss } from "../loss.ts";
import { predictionsOf } from "../predictions.ts";
import { samplesOf } from "../rows.ts";
import type { Samples } from "../trees/boost-options.ts";
import { shuffled } from "./shuffled.ts";

/** How {@link mda} judges. */
export interface MdaOptions {
  /** Rows to learn from and rows to judge by, such as those of `purgedKFold`. */
  readonly splits: readonly { readonly train: ArrayLike<number>; readonly test: ArrayLike<number> }[];
  /** Features that are shuffled together, by place; each alone unless told. What says the same belongs together. */
  readonly groups?: readonly (readonly number[])[];
  /** Shufflings of each group in each fold; 3 unless told. */
  readonly repeats?: number;
}

/** How much worse predictions get where a group of features tells nothing, by group. */
export interface Mda {
  /** Mean rise of the loss; 0 or less for what does not help. */
  readonly mean: Float64Array;
  /** Standard error of that mean over the folds. */
  readonly error: Float64Array;
  /** Mean loss over the folds with all features as they are. */
  readonly loss: number;
}

/**
 * Importance by mean decrease of accuracy (Breiman 2001; under purged folds López de Prado 2018, snippet 8.3): in each
 * fold the learner learns, and is judged on the fold's test rows as they are and with a group of features shuffled among
 * them. The loss is that of the task. Equal requests give equal results.
 *
 * Throws a UserError without splits, for a group that names no feature, and for a learner that looks back over bars.
 */
export async function mda(
  learner: Learner,
  request: FitRequest,
  { splits, groups = request.samples.columns.map((_, j) => [j]), repeats = 3 }: MdaOptions,
): Promise<Mda> {
  const { samples, seed } = request;
  check(samples, splits.length, groups, repeats);
  // Shuffled samples have no history that could be theirs.
  if (learner.needs.history)
    refuse("importance by shuffling needs a learner that looks at one sample at a time");
  const random = seeded(seed);
  const rises: Float64Array[] = [];
  let loss = 0;
  for (const { train, test } of splits) {
    const { model } = await learner.learn({ ...request, samples: samplesOf(samples, train) });
    const judged = samplesOf(samples, test);
    const whole = lossOn(model, judged, request);
    loss += whole / splits.length;
    const rise = (group: readonly number[]): number => {
      let sum = 0;
      for (let k = 0; k < repeats; k++) sum += lossOn(model, withShuffled(judged, group, random), request);
      return sum / repeats - whole;
    };
    rises.push(Float64Array.from(groups, rise));
  }
  return { ...overFolds(rises, groups.length), loss };
}

function check(
  { columns }: Samples,
  splits: number,
  groups: readonly (readonly number[])[],
  repeats: number,
): void {
  if (splits === 0) refuse("importance must be judged in one fold at least; there is none");
  if (!(Number.isInteger(repeats) && repeats >= 1)) {
    refuse(`repeats must be a whole number of at least 1; was ${repeats}`);
  }
  for (const group of groups) {
    if (group.length === 0 || !group.every((j) => Number.isInteger(j) && j >= 0 && j < columns.length)) {
      refuse(
        `a group must hold features from 0 to ${columns.length - 1}; was ${group.join(", ") || "empty"}`,
      );
    }
  }
}

function lossOn(model: Model, judged: Samples, { task, params }: FitRequest): number {
  const { quantile } = params as { readonly quantile?: number };
  return meanLoss(task, predictionsOf(model, judged.columns), judged, quantile);
}

function withShuffled(judged: Samples, group: readonly number[], random: () => number): Samples {
  const order = shuffled(judged.y.length, random);
  const columns = judged.columns.map((column, j) =>
    group.includes(j) ? Float64Array.from(order, (i) => column[i]!) : column,
  );
  return { ...judged, columns };
}

function overFolds(rises: readonly Float64Array[], groups: number): Pick<Mda, "mean" | "error"> {
  const folds = rises.length;
  const mean = new Float64Array(groups).map((_, k) => rises.reduce((sum, own) => sum + own[k]!, 0) / folds);
  const error = mean.map((own, k) => {
    const squares = rises.reduce((sum, rise) => sum + (rise[k]! - own) ** 2, 0);
    return Math.sqrt(squares / (folds - 1) / folds);
  });
  return { mean, error };
}
