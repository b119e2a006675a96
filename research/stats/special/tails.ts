import { incompleteBeta } from "./incomplete-beta.ts";
import { incompleteGamma } from "./incomplete-gamma.ts";

/**
 * Probability that a chi-square number with `df` degrees of freedom is greater than `x`. 1 below 0; NaN without
 * degrees of freedom.
 *
 * @example
 * chiSquareSurvival(2, 2) // => 0.36787944117144233
 */
export function chiSquareSurvival(x: number, df: number): number {
  if (!(df > 0) || Number.isNaN(x)) return Number.NaN;
  return x <= 0 ? 1 : incompleteGamma(df / 2, x / 2).upper;
}

/**
 * Probability that a Student-t number with `df` degrees of freedom is greater than `t`.
 *
 * @example
 * studentSurvival(1, 1) // => 0.25
 */
export function studentSurvival(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return Number.NaN;
  const square = t * t;
  const tail =
    square === Number.POSITIVE_INFINITY
      ? 0
      : 0.5 * incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
  return t > 0 ? tail : 1 - tail;
}

/**
 * Probability that an F number with `df1` and `df2` degrees of freedom is greater than `x`. 1 below 0; NaN without
 * degrees of freedom.
 *
 * @example
 * fSurvival(1, 5, 5) // => 0.5
 */
export function fSurvival(x: number, df1: number, df2: number): number {
  if (!(df1 > 0 && df2 > 0) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const whole = df2 + df1 * x;
  return incompleteBeta(df2 / whole, df2 / 2, df1 / 2, (df1 * x) / whole);
}
