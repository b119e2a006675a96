import { deviation, excessKurtosis, type Moments, skewness } from "../stats/moments.ts";
import { normalDensity, normalQuantile } from "../stats/normal.ts";
import { quantile, quantilesInPlace } from "../stats/quantile.ts";
import { scratch } from "../stats/scratch.ts";
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

/** Both ends of a distribution of returns. */
export interface Tails {
  /** 1%, 5% and 95% quantiles. */
  readonly q01: number;
  readonly q05: number;
  readonly q95: number;
  /** Means of the returns at or below the first two. */
  readonly shortfall01: number;
  readonly shortfall05: number;
  readonly best: number;
  readonly worst: number;
}

/** What is known of a column that is empty or holds NaN. */
export const unknownTails: Tails = {
  q01: Number.NaN,
  q05: Number.NaN,
  q95: Number.NaN,
  shortfall01: Number.NaN,
  shortfall05: Number.NaN,
  best: Number.NaN,
  worst: Number.NaN,
};

/** Values of a sample, one in so many, that tells where the tails begin. */
const sampleSize = 2048;

/**
 * Quantiles and shortfalls of both tails, equal to those of the whole column: a sample tells two thresholds that
 * leave a little more than the wanted tails outside, one pass collects what lies there, and only that is searched.
 * Where the sample misled, everything is collected. The column must hold no NaN.
 */
export function tailsOf(returns: Float64Array): Tails {
  const n = returns.length;
  const [from, to] = n > 8 * sampleSize ? thresholds(returns) : everything;
  const low = scratch(2, n);
  const high = scratch(3, n);
  let lows = 0;
  let highs = 0;
  for (let i = 0; i < n; i++) {
    const r = returns[i]!;
    if (r <= from) low[lows++] = r;
    if (r >= to) high[highs++] = r;
  }
  // A rank needs its neighbour too.
  if (lows < 0.05 * n + 2 || highs < 0.05 * n + 2) {
    low.set(returns);
    high.set(returns);
    lows = highs = n;
  }
  const lower = low.subarray(0, lows);
  const upper = high.subarray(0, highs);
  const [q01, q05] = quantilesInPlace(lower, [0.01, 0.05], 0, n) as [number, number];
  const [q95] = quantilesInPlace(upper, [0.95], n - highs, n) as [number];
  return {
    q01,
    q05,
    q95,
    shortfall01: meanAtMost(lower, q01),
    shortfall05: meanAtMost(lower, q05),
    best: upper.reduce((best, x) => (x > best ? x : best), upper[0] ?? Number.NaN),
    worst: lower.reduce((worst, x) => (x < worst ? x : worst), lower[0] ?? Number.NaN),
  };
}

const everything = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;

function thresholds(returns: Float64Array): readonly [from: number, to: number] {
  const sample = new Float64Array(sampleSize);
  for (let i = 0; i < sampleSize; i++) sample[i] = returns[Math.floor((i * returns.length) / sampleSize)]!;
  const [from, to] = quantilesInPlace(sample, [0.07, 0.93]) as [number, number];
  return [from, to];
}
