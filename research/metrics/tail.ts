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

/**
 * Expected shortfall: the mean of the returns at or below a threshold; NaN if there are none. There may be `zeros` returns of 0
 * beside them, where the threshold is not below 0.
 */
export function meanAtMost(returns: Float64Array, threshold: number, zeros = 0): number {
  let sum = 0;
  let n = zeros;
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

/** What is known where there are no returns, or one is NaN. */
export const unknownTails: Tails = {
  q01: Number.NaN,
  q05: Number.NaN,
  q95: Number.NaN,
  shortfall01: Number.NaN,
  shortfall05: Number.NaN,
  best: Number.NaN,
  worst: Number.NaN,
};

/** Quantiles as far as they are known beforehand, NaN where they are not. */
export type TailGuess = { -readonly [K in "q01" | "q05" | "q95"]: number };

/** No guess where the tails lie. */
export const noGuess = (): TailGuess => ({ q01: Number.NaN, q05: Number.NaN, q95: Number.NaN });

/** Moves below which all are kept: too few for a sample to save anything. */
const sampledFrom = 2048;

/** Part of a quantile by which that of a similar run may differ and still be found at once. */
const margin = 0.04;

/**
 * Both tails of the returns of `n` bars: those of the moves, which hold no NaN, and for all others 0. `below` and `above` tell how
 * many are negative and positive. What is found does not depend on `guess`, the quantiles of a similar run, which are written
 * anew; without them, or where they mislead, a sample tells where to look.
 */
export function tailsOf(
  returns: Float64Array,
  n: number,
  below: number,
  above: number,
  guess: TailGuess = noGuess(),
): Tails {
  const signs: Signs = { n, below, above, still: n - returns.length };
  const room: Room = {
    low: scratch(0, returns.length + 1),
    high: scratch(1, returns.length + 1),
    lows: 0,
    highs: 0,
  };
  // A rank needs its neighbour too.
  const lows = movesBefore(Math.min(n, rankAt(0.05, n) + 2), signs);
  const highs = returns.length - movesBefore(rankAt(0.95, n), signs);
  const isEnough = (bounds: TailBounds) => {
    collect(room, returns, bounds);
    return room.lows >= lows && room.highs >= highs;
  };
  const guessed = { low: guess.q05 * (1 - margin), high: guess.q95 * (1 - margin) };
  if (!(isEnough(guessed) || isEnough(boundsOf(returns, lows, highs)))) isEnough(everything);
  const tails = tailsIn(room, returns, signs, guess);
  guess.q01 = tails.q01;
  guess.q05 = tails.q05;
  guess.q95 = tails.q95;
  return tails;
}

/** Of `n` returns, how many are negative, positive, and 0 without being among the moves. */
interface Signs {
  readonly n: number;
  readonly below: number;
  readonly above: number;
  readonly still: number;
}

/** How many of the least `count` returns are moves; where these end among zeros, how many of the negative ones. */
const movesBefore = (count: number, { n, below, above, still }: Signs): number =>
  count <= below ? count : count < n - above ? below : count - still;

/** Order statistics of values are counted from 0: the last one at or before a quantile of `n`. */
const rankAt = (p: number, n: number): number => Math.floor(p * (n - 1));

/** Returns that may lie in the tails, in order of time. */
interface Room {
  readonly low: Float64Array;
  readonly high: Float64Array;
  lows: number;
  highs: number;
}

/** What lies at or beyond these is collected. */
interface TailBounds {
  readonly low: number;
  readonly high: number;
}

const everything: TailBounds = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };

/** Bounds that leave a little more than the wanted tails outside, told by a sample; of few returns all lie outside. */
function boundsOf(returns: Float64Array, lows: number, highs: number): TailBounds {
  const m = returns.length;
  if (m < sampledFrom) return everything;
  const size = Math.min(2048, m >> 4);
  const sample = scratch(2, size);
  for (let i = 0; i < size; i++) sample[i] = returns[Math.floor((i * m) / size)]!;
  // Four standard errors of the sample's own quantile.
  const shareOf = (count: number) =>
    Math.min(1, count / m + 4 * Math.sqrt(((count / m) * (1 - count / m) + 1 / size) / size));
  const boundAt = (share: number) => quantilesInPlace(sample, [share])[0]!;
  return { low: boundAt(shareOf(lows)), high: boundAt(1 - shareOf(highs)) };
}

/** Collects what lies beyond the nearer bound, on either side, and then what lies beyond each. */
function collect(room: Room, returns: Float64Array, bounds: TailBounds): void {
  const { low, high } = room;
  const nearest = Math.min(-bounds.low, bounds.high);
  let count = 0;
  for (let i = 0; i < returns.length; i++) {
    const r = returns[i]!;
    // Written always, kept where it belongs: a branch that cannot be predicted costs more than a store.
    high[count] = r;
    count += +(Math.abs(r) >= nearest);
  }
  let lows = 0;
  let highs = 0;
  for (let i = 0; i < count; i++) {
    const r = high[i]!;
    low[lows] = r;
    lows += +(r <= bounds.low);
    high[highs] = r;
    highs += +(r >= bounds.high);
  }
  room.lows = lows;
  room.highs = highs;
}

function tailsIn(room: Room, returns: Float64Array, signs: Signs, guess: TailGuess): Tails {
  const low = room.low.subarray(0, room.lows);
  const high = room.high.subarray(0, room.highs);
  const q01 = quantileAmong(low, 0, 0.01, signs, guess.q01);
  const q05 = quantileAmong(low, 0, 0.05, signs, guess.q05);
  const q95 = quantileAmong(high, returns.length - high.length, 0.95, signs, guess.q95);
  const { n, below, above, still } = signs;
  const shortfall = (q: number) => (q < 0 ? meanAtMost(low, q) : meanAtMost(returns, q, still));
  return {
    q01,
    q05,
    q95,
    // The means add in order of time, whatever was collected.
    shortfall01: shortfall(q01),
    shortfall05: shortfall(q05),
    best: above > 0 ? greatestOf(high) : below < n ? 0 : greatestOf(returns),
    worst: below > 0 ? leastOf(low) : above < n ? 0 : leastOf(returns),
  };
}

/**
 * Quantile (type 7) of all returns, found among the least of the moves, or the greatest: the first of them would be the `first`
 * of all, were they sorted. It is looked for near a guess, and everywhere where that fails.
 */
function quantileAmong(values: Float64Array, first: number, p: number, signs: Signs, guess: number): number {
  const { n, below, above } = signs;
  const rank = p * (n - 1);
  const k = Math.floor(rank);
  const isZero = (at: number) => at >= below && at < n - above;
  if (isZero(k) && isZero(k + 1)) return 0;
  const place = movesBefore(isZero(k) ? k + 1 : k, signs) - first;
  const around = nearTo(values, place, guess);
  const found = select(around.values, place - around.first);
  if (Number.isInteger(rank)) return isZero(k) ? 0 : found;
  if (isZero(k)) return found * (rank - k);
  // Selection leaves what is greater behind.
  const next = isZero(k + 1) ? 0 : leastOf(around.values.subarray(place + 1 - around.first));
  return found + (next - found) * (rank - k);
}

/** Some of the values, in room of their own; the first of them would be the `first` of all, were they sorted. */
interface Ranked {
  readonly values: Float64Array;
  readonly first: number;
}

/** The values near to a guess, if that of a place and the next are among them, and else all. */
function nearTo(values: Float64Array, place: number, guess: number): Ranked {
  const from = Math.min(guess * (1 - margin), guess * (1 + margin));
  const to = Math.max(guess * (1 - margin), guess * (1 + margin));
  const room = scratch(2, values.length + 1);
  let under = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    room[count] = x;
    count += +(x >= from) & +(x <= to);
    under += +(x < from);
  }
  if (place >= under && place + 1 < under + count) return { values: room.subarray(0, count), first: under };
  room.set(values);
  return { values: room.subarray(0, values.length), first: 0 };
}

function leastOf(xs: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < xs.length; i++) if (xs[i]! < least) least = xs[i]!;
  return least;
}

function greatestOf(xs: Float64Array): number {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < xs.length; i++) if (xs[i]! > greatest) greatest = xs[i]!;
  return greatest;
}
