import type { Random } from "../../../engine/core/random.ts";
import { incompleteGamma } from "../special/incomplete-gamma.ts";
import { logGamma } from "../special/log-gamma.ts";
import { demandPositive } from "./demand.ts";
import type { Distribution } from "./distribution.ts";

/** Below this mean, numbers are drawn by counting; above it by rejection, whose work does not grow. */
const rejectionFrom = 10;

/**
 * Poisson distribution: how many events fall into a span where they come at a constant rate.
 *
 * @example
 * poisson({ mean: 4.5 }).quantile(0.5) // => 4
 */
export function poisson({ mean }: { readonly mean: number }): Distribution {
  demandPositive("poisson", { mean });
  const at = (x: number) => incompleteGamma(Math.floor(x) + 1, mean);
  const cdf = (x: number) => (x < 0 ? 0 : at(x).upper);
  return {
    mean,
    variance: mean,
    skewness: 1 / Math.sqrt(mean),
    excessKurtosis: 1 / mean,
    density: (x) =>
      x >= 0 && Number.isInteger(x) ? Math.exp(x * Math.log(mean) - mean - logGamma(x + 1)) : 0,
    cdf,
    survival: (x) => (x < 0 ? 1 : at(x).lower),
    quantile: (p) => quantileOf(cdf, p, mean),
    draw: (random) => (mean < rejectionFrom ? drawByCounting(random, mean) : drawByRejection(random, mean)),
  };
}

/** The least whole number whose cdf is at least `p`, by bisection. */
function quantileOf(cdf: (x: number) => number, p: number, mean: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 1) return Number.POSITIVE_INFINITY;
  let low = -1;
  let high = Math.ceil(mean) + 1;
  while (cdf(high) < p) high *= 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return high;
}

/** Counts how many uniform numbers can be multiplied before their product falls below exp(-mean). */
function drawByCounting(random: Random, mean: number): number {
  const least = Math.exp(-mean);
  let product = 1 - random();
  let count = 0;
  for (; product > least; count++) product *= 1 - random();
  return count;
}

/** Transformed rejection with squeeze (Hörmann 1993, algorithm PTRS). */
function drawByRejection(random: Random, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverse = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = 1 - random();
    const room = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / room + b) * u + mean + 0.43);
    if (room >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (room < 0.013 && v > room)) continue;
    const left = Math.log(v) + Math.log(inverse) - Math.log(a / (room * room) + b);
    if (left <= -mean + k * Math.log(mean) - logGamma(k + 1)) return k;
  }
}
