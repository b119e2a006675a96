import { refuse } from "../../../engine/core/errors.ts";
import { momentsOf } from "../moments.ts";
import type { GarchSpec } from "./model.ts";

/**
 * What stands for the squared residual and the variance before the first value. The choice moves the likelihood by up
 * to several units: a report should name it.
 *
 * - `backcast`: sum of w[i] e[i]^2, w[i] proportional to 0.94^i over the first 75 values
 * - `sample-variance`: the mean of e^2
 *
 * Residuals e are from the sample mean, or from 0 for a zero mean, and stay so while the mean is estimated.
 */
export type StartUp = "backcast" | "sample-variance";

const decay = 0.94;
const backcastLength = 75;
const lengthMin = 20;

/** The variance before the first value. Throws a UserError for fewer than 20 values, a gap, or a constant. */
export function startVariance(ys: Float64Array, mean: GarchSpec["mean"], start: StartUp): number {
  if (ys.length < lengthMin)
    refuse(`a GARCH model needs at least ${lengthMin} values; there are ${ys.length}`);
  if (!ys.every(Number.isFinite))
    refuse("a GARCH model needs a number in every place; drop what is not known");
  const moments = momentsOf(ys);
  if (moments.s2 === 0) refuse("a GARCH model needs values that vary; they are all equal");
  const centre = mean === "constant" ? moments.mean : 0;
  const length = start === "backcast" ? Math.min(backcastLength, ys.length) : ys.length;
  let sum = 0;
  let weights = 0;
  let weight = 1;
  for (let i = 0; i < length; i++) {
    sum += weight * (ys[i]! - centre) ** 2;
    weights += weight;
    if (start === "backcast") weight *= decay;
  }
  const variance = sum / weights;
  if (!(variance > 0)) refuse(`the first ${length} values do not vary; begin later`);
  return variance;
}
