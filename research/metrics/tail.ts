import { deviation, excessKurtosis, type Moments, skewness } from "../stats/moments.ts";
import { normalDensity, normalQuantile } from "../stats/normal.ts";
import { quantile, quantilesInPlace, select } from "../stats/quantile.ts";
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

/** Returns that may lie in the tails, collected column by column. */
export interface TailState {
  readonly from: number;
  readonly to: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  lows: number;
  highs: number;
}

/** Returns below which all are kept: too few for a sample to save anything. */
const sampledFrom = 2048;

/**
 * No returns yet, of `n` to come. A sample of them (`at` gives the return of a bar) tells two thresholds that leave a
 * little more than the wanted tails outside; of few returns all are kept.
 */
export function tailsFrom(n: number, at: (i: number) => number): TailState {
  if (n < sampledFrom) return tailState(n, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  const size = Math.min(2048, n >> 4);
  const sample = scratch(2, size);
  for (let i = 0; i < size; i++) sample[i] = at(Math.floor((i * n) / size));
  // Four standard errors of the sample's own 5% quantile.
  const share = 0.05 + 4 * Math.sqrt((0.05 * 0.95) / size);
  const [from, to] = quantilesInPlace(sample, [share, 1 - share]) as [number, number];
  return tailState(n, from, to);
}

const tailState = (n: number, from: number, to: number): TailState => ({
  from,
  to,
  low: scratch(0, n),
  high: scratch(1, n),
  lows: 0,
  highs: 0,
});

/** Adds the returns of a column. */
export function addTails(state: TailState, returns: Float64Array): void {
  const { from, to, low, high } = state;
  let { lows, highs } = state;
  for (let i = 0; i < returns.length; i++) {
    const r = returns[i]!;
    // Written always, kept where it belongs: a branch that cannot be predicted costs more than a store.
    low[lows] = r;
    lows += +(r <= from);
    high[highs] = r;
    highs += +(r >= to);
  }
  state.lows = lows;
  state.highs = highs;
}

/** Quantiles and means of the tails of `n` returns, or undefined where the sample misled and too few were kept. */
export function tailsFound(state: TailState, n: number): Tails | undefined {
  // A rank needs its neighbour too.
  const needed = Math.min(n, 0.05 * n + 2);
  if (state.lows < needed || state.highs < needed) return undefined;
  const low = state.low.subarray(0, state.lows);
  const high = state.high.subarray(0, state.highs);
  const [q01, q05] = quantilesInPlace(low, [0.01, 0.05], 0, n) as [number, number];
  const [q95] = quantilesInPlace(high, [0.95], n - state.highs, n) as [number];
  return {
    q01,
    q05,
    q95,
    shortfall01: meanAtMost(low, q01),
    shortfall05: meanAtMost(low, q05),
    best: select(high, high.length - 1),
    worst: select(low, 0),
  };
}

/** Both tails of a whole column; NaN where it is empty or holds NaN. */
export function tailsOf(returns: Float64Array): Tails {
  const n = returns.length;
  for (let i = 0; i < n; i++) if (Number.isNaN(returns[i])) return unknownTails;
  const state = tailState(n, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  addTails(state, returns);
  return tailsFound(state, n)!;
}
