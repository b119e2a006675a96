import { refuse } from "../../../engine/core/errors.ts";
import { kolmogorovLimitSurvival, kolmogorovSurvival } from "./kolmogorov.ts";

/**
 * Distance that the Kolmogorov-Smirnov statistic of `n` values exceeds with probability `alpha`.
 *
 * @example
 * ksCritical(0.05, 50).toFixed(6) // => "0.188406"
 */
export function ksCritical(alpha: number, n: number): number {
  const root = Math.sqrt(n);
  // The limit, corrected to the first order, is so near that a few secants are enough.
  const start = (ksCriticalLimit(alpha) - 1 / (6 * root)) / root;
  return solve((d) => kolmogorovSurvival(n, d), alpha, start);
}

/**
 * Limit of {@link ksCritical} times the root of `n`.
 *
 * @example
 * ksCriticalLimit(0.05).toFixed(9) // => "1.358098639"
 */
export function ksCriticalLimit(alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) refuse(`kolmogorov-smirnov: alpha must be between 0 and 1; was ${alpha}`);
  return solve(kolmogorovLimitSurvival, alpha, Math.sqrt(-0.5 * Math.log(alpha / 2)));
}

/** Where a falling curve crosses a level: secants in the logarithm of the curve, which is nearly a parabola. */
function solve(survival: (d: number) => number, alpha: number, start: number): number {
  const miss = (d: number) => Math.log(survival(d) / alpha);
  let before = start;
  let missBefore = miss(before);
  let d = start * (1 + 1e-4);
  for (let step = 0; step < 50; step++) {
    const now = miss(d);
    if (now === missBefore || now === 0) return d;
    const next = d - (now * (d - before)) / (now - missBefore);
    [before, missBefore] = [d, now];
    d = next;
    if (Math.abs(d - before) <= 1e-11 * d) return d;
  }
  return d;
}
