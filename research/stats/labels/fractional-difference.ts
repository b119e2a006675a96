import { refuse } from "../../../engine/core/errors.ts";
import { fixedWidthWeights, fractionalWeights } from "./fractional-weights.ts";

/**
 * Fractional difference of order d in a window of fixed width: out[t] = sum over k of w[k] x[t-k], the weights cut
 * where they fall below `threshold` (Lopez de Prado 2018, 5.5). NaN before the window is full and where it holds a gap.
 * The mean is not taken off first.
 *
 * @example
 * [...fractionalDifference(Float64Array.of(1, 3, 6), { d: 1, threshold: 0.01 })] // => [NaN, 2, 3]
 */
export function fractionalDifference(
  xs: Float64Array,
  { d, threshold = 1e-4 }: { readonly d: number; readonly threshold?: number },
): Float64Array {
  const weights = fixedWidthWeights(d, threshold);
  const out = new Float64Array(xs.length).fill(Number.NaN);
  for (let t = weights.length - 1; t < xs.length; t++) out[t] = weighted(xs, weights, t, weights.length);
  return out;
}

/**
 * Fractional difference of order d over all values so far. The first ones are left out while the weights that they
 * lack, as a share of those of the whole sample, are above `tau` (Lopez de Prado 2018, 5.4.1); tau = 1 leaves out none.
 * Costs n^2 / 2 multiplications.
 */
export function expandingFractionalDifference(
  xs: Float64Array,
  { d, tau = 0.01 }: { readonly d: number; readonly tau?: number },
): Float64Array {
  if (!(tau >= 0 && tau <= 1)) refuse(`tau must be in [0, 1]; was ${tau}`);
  const weights = fractionalWeights(d, xs.length);
  const out = new Float64Array(xs.length).fill(Number.NaN);
  for (let t = countAbove(weights, tau); t < xs.length; t++) out[t] = weighted(xs, weights, t, t + 1);
  return out;
}

/** How many sums of weights, from the furthest one in, are above a share of the sum of all. */
function countAbove(weights: Float64Array, tau: number): number {
  const sums = weights.toReversed();
  for (let i = 0; i < sums.length; i++) sums[i] = (i === 0 ? 0 : sums[i - 1]!) + Math.abs(sums[i]!);
  const total = sums.at(-1) ?? 0;
  return sums.reduce((count, sum) => count + +(sum / total > tau), 0);
}

function weighted(xs: Float64Array, weights: Float64Array, t: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += weights[k]! * xs[t - k]!;
  return sum;
}
