import { refuse } from "../../../engine/core/errors.ts";
import type { NetOptions } from "./net-options.ts";
import type { Windows } from "./windows.ts";

/** How the target is brought to a scale on which a net learns well, and what it begins with. */
export interface Target {
  readonly shift: number;
  readonly scale: number;
  /** The constant output that fits the samples best. */
  readonly begin: number;
}

/**
 * The scale of a target: a mean is learned in standard deviations from the mean, a chance as logarithm of the odds.
 * Throws a UserError where the target does not suit the loss.
 */
export function targetOf({ y, weights }: Windows, loss: NetOptions["loss"]): Target {
  const mean = weightedMean(y, weights);
  if (loss === "logistic") {
    checkOutcomes("target", y);
    if (!(mean > 0 && mean < 1))
      refuse(`target must hold both 0 and 1, of some weight; it holds ${mean} alone`);
    return { shift: 0, scale: 1, begin: Math.log(mean / (1 - mean)) };
  }
  const variance = weightedMean(
    y.map((value) => (value - mean) ** 2),
    weights,
  );
  return { shift: mean, scale: Math.sqrt(variance) || 1, begin: 0 };
}

/** Throws a UserError unless each value is 0 or 1. */
export function checkOutcomes(subject: string, y: Float64Array): void {
  const wrong = y.find((value) => value !== 0 && value !== 1);
  if (wrong !== undefined) refuse(`${subject} must be 0 or 1; was ${wrong}`);
}

/** The samples with their target in the scale in which it is learned. */
export const scaled = (windows: Windows, { shift, scale }: Target): Windows => ({
  ...windows,
  y: windows.y.map((value) => (value - shift) / scale),
});

/** The samples with weights under which 0 and 1 count alike. */
export function balanced(windows: Windows): Windows {
  const share = weightedMean(windows.y, windows.weights);
  const weights = windows.weights.map(
    (weight, i) => (0.5 * weight) / (windows.y[i] === 1 ? share : 1 - share),
  );
  return { ...windows, weights };
}

/** Sum of weights times values over the sum of weights. */
export function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * values[i]!;
    total += weights[i]!;
  }
  return sum / total;
}
