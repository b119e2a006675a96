import { refuse } from "../../../engine/core/errors.ts";
import { averageUniqueness, returnAttribution, timeDecay } from "../../stats/labels/uniqueness.ts";
import type { SampleTable } from "../dataset.ts";
import type { Label } from "./labelling.ts";

/**
 * How much samples count: each the same (`equal`), by the uniqueness of their labels, or by the log return of their bars,
 * each shared among the labels that span it (`return`).
 */
export const weightings = ["equal", "uniqueness", "return"] as const;
export type Weighting = (typeof weightings)[number];

/** Weights of the labels of one symbol and their uniqueness; weights are of mean 1. */
export function weigh(
  labels: readonly Label[],
  close: Float64Array,
  weighting: Weighting,
): { readonly weights: Float64Array; readonly uniqueness: Float64Array } {
  if (!weightings.includes(weighting)) {
    refuse(`weights must be one of ${weightings.join(", ")}; was "${weighting}"`);
  }
  // A label is made of the changes after its first close.
  const spans = labels.map(({ row, until }) => ({ from: row + 1, to: until }));
  const uniqueness = averageUniqueness(spans, close.length);
  const weights =
    weighting === "equal"
      ? new Float64Array(labels.length).fill(1)
      : weighting === "uniqueness"
        ? uniqueness
        : returnAttribution(spans, heldOver(close)).raw;
  return { weights: ofMeanOne(weights), uniqueness };
}

/**
 * Weights of the samples at some rows, in order of time, taken down by age: by 1 for the newest and, linear in cumulative uniqueness, by
 * `oldest` for the oldest; below 0 the oldest share weighs nothing (Lopez de Prado 2018, 4.7). Give the rows of a training
 * window, since age is counted from the last of them. Of mean 1. Throws a UserError for an `oldest` outside (-1, 1].
 */
export function decayedAt(
  { uniqueness, weights }: Pick<SampleTable, "uniqueness" | "weights">,
  rows: ArrayLike<number>,
  oldest: number,
): Float64Array {
  const decay = timeDecay(
    Float64Array.from(rows, (row) => uniqueness[row]!),
    oldest,
  );
  return ofMeanOne(Float64Array.from(rows, (row, i) => weights[row]! * decay[i]!));
}

function ofMeanOne(weights: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  return sum > 0 ? weights.map((weight) => (weight * weights.length) / sum) : weights;
}

/** Closes with the last known one where a bar is missing, which then has no return. */
function heldOver(close: Float64Array): Float64Array {
  let last = Number.NaN;
  return close.map((price) => {
    if (price === price) last = price;
    return last;
  });
}
