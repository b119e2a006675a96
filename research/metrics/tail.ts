import { deviation, excessKurtosis, type Moments, skewness } from "../stats/moments.ts";
import { normalDensity, normalQuantile } from "../stats/normal.ts";
import { quantile } from "../stats/quantile.ts";
import { ratio } from "./ratios.ts";

// Value at risk and its kin are returns here: a loss is negative. `level` is the confidence, such as 0.95.

/** Historical value at risk: the (1 - level) quantile of the returns (type 7). Negative for a loss. */
export const valueAtRisk = (returns: Float64Array, level: number): number =>
  // 1 - 0.95 is not 0.05 in binary; rounding keeps the rank whole where it should be.
  quantile(returns, tailOf(level));

/** 1 - level, rounded to 12 digits, so that 0.95 gives 0.05. */
export const tailOf = (level: number): number => Math.round((1 - level) * 1e12) / 1e12;

/** Expected shortfall: the mean of the returns at or below a threshold; NaN if there are none. */
export function meanAtMost(returns: Float64Array, threshold: number): number {
  let sum = 0;
  let n = 0;
  for (let i = 0; i < returns.length; i++) {
    const r = returns[i]!;
    if (r <= threshold) {
      sum += r;
      n++;
    }
  }
  return n === 0 ? Number.NaN : sum / n;
}

/** Historical conditional value at risk: mean of the returns at or below {@link valueAtRisk}. */
export const conditionalValueAtRisk = (returns: Float64Array, level: number): number =>
  meanAtMost(returns, valueAtRisk(returns, level));

/** Gaussian value at risk: mean + z sd (ddof 1). */
export const normalValueAtRisk = (moments: Moments, level: number): number =>
  moments.mean + normalQuantile(tailOf(level)) * deviation(moments);

/** Gaussian expected shortfall: mean - sd density(z) / (1 - level). */
export const normalConditionalValueAtRisk = (moments: Moments, level: number): number =>
  moments.mean - (deviation(moments) * normalDensity(normalQuantile(tailOf(level)))) / tailOf(level);

/**
 * Modified value at risk (Favre and Galeano 2002): the normal quantile corrected for skewness and excess kurtosis
 * (both biased) by Cornish and Fisher. `ddof` is that of the standard deviation. NaN for constant returns.
 */
export function cornishFisherValueAtRisk(moments: Moments, level: number, ddof: 0 | 1 = 1): number {
  const z = normalQuantile(tailOf(level));
  const s = skewness(moments);
  const k = excessKurtosis(moments);
  const skewed = z + ((z * z - 1) * s) / 6;
  const corrected = skewed + ((z ** 3 - 3 * z) * k) / 24 - ((2 * z ** 3 - 5 * z) * s * s) / 36;
  const sd = ddof === 1 ? deviation(moments) : Math.sqrt(moments.s2 / moments.n);
  return moments.mean + corrected * sd;
}

/** Mean of the returns strictly below the Gaussian value at risk, or that itself where there are none (as quantstats). */
export function shortfallBelowNormal(returns: Float64Array, moments: Moments, level: number): number {
  const threshold = normalValueAtRisk(moments, level);
  let sum = 0;
  let n = 0;
  for (let i = 0; i < returns.length; i++) {
    const r = returns[i]!;
    if (r < threshold) {
      sum += r;
      n++;
    }
  }
  return n === 0 ? threshold : sum / n;
}

/** Tail ratio: |quantile at level| over |quantile at 1 - level| of the returns (type 7). NaN where the latter is 0. */
export const tailRatio = (returns: Float64Array, level = 0.95): number =>
  Math.abs(ratio(quantile(returns, level), quantile(returns, tailOf(level))));
