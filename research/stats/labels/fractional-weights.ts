import { refuse } from "../../../engine/core/errors.ts";

/** Windows are cut at this many weights: those of d < 0 and a fine threshold hardly fall at all. */
const windowMost = 100_000;

/**
 * The first `size` weights of (1 - L)^d: w[0] = 1, w[k] = -w[k-1] (d - k + 1) / k (Hosking 1981).
 *
 * @example
 * [...fractionalWeights(0.5, 4)] // => [1, -0.5, -0.125, -0.0625]
 */
export function fractionalWeights(d: number, size: number): Float64Array {
  if (!Number.isFinite(d)) refuse(`the order of differencing must be a number; was ${d}`);
  const weights = new Float64Array(size);
  let weight = 1;
  for (let k = 0; k < size; k++) {
    if (k > 0) weight *= -(d - k + 1) / k;
    weights[k] = weight;
  }
  return weights;
}

/**
 * The weights of (1 - L)^d up to the first below a threshold, which is left out (Lopez de Prado 2018, 5.4.2); at most
 * 100,000 of them.
 *
 * @example
 * fixedWidthWeights(1, 0.01).length // => 2
 */
export function fixedWidthWeights(d: number, threshold: number): Float64Array {
  if (!(threshold > 0)) refuse(`the threshold of a weight must be greater than 0; was ${threshold}`);
  if (!Number.isFinite(d)) refuse(`the order of differencing must be a number; was ${d}`);
  const weights: number[] = [];
  let weight = 1;
  for (let k = 1; Math.abs(weight) >= threshold && weights.length < windowMost; k++) {
    weights.push(weight);
    weight *= -(d - k + 1) / k;
  }
  return Float64Array.from(weights);
}
