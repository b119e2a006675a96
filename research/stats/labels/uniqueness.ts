import { refuse } from "../../../engine/core/errors.ts";

/** Bars that a label is made of, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Checks that spans lie within n bars. */
export function checkSpans(spans: readonly Span[], n: number): void {
  for (const { from, to } of spans) {
    if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to < n)) {
      refuse(`a label must span bars within 0 to ${n - 1}; was ${from} to ${to}`);
    }
  }
}

/**
 * How many labels span each bar (Lopez de Prado 2018, 4.3).
 *
 * @example
 * [...concurrency([{ from: 0, to: 1 }, { from: 1, to: 2 }], 4)] // => [1, 2, 1, 0]
 */
export function concurrency(spans: readonly Span[], n: number): Float64Array {
  checkSpans(spans, n);
  const counts = new Float64Array(n);
  for (const { from, to } of spans) {
    counts[from]!++;
    if (to + 1 < n) counts[to + 1]!--;
  }
  for (let t = 1; t < n; t++) counts[t]! += counts[t - 1]!;
  return counts;
}

/**
 * Mean over the span of each label of 1 / concurrency (Lopez de Prado 2018, 4.4): 1 for a label that shares no bar.
 *
 * @example
 * [...averageUniqueness([{ from: 0, to: 1 }, { from: 1, to: 2 }], 4)] // => [0.75, 0.75]
 */
export function averageUniqueness(spans: readonly Span[], n: number): Float64Array {
  const counts = concurrency(spans, n);
  return Float64Array.from(spans, ({ from, to }) => {
    let sum = 0;
    for (let t = from; t <= to; t++) sum += 1 / counts[t]!;
    return sum / (to - from + 1);
  });
}

/**
 * Weights |sum over the span of log return / concurrency| (Lopez de Prado 2018, 4.6), the bar of `from` included, and
 * those scaled to sum to the number of labels.
 */
export function returnAttribution(spans: readonly Span[], prices: Float64Array) {
  const counts = concurrency(spans, prices.length);
  const raw = Float64Array.from(spans, ({ from, to }) => {
    let sum = 0;
    // The first bar has no return.
    for (let t = Math.max(1, from); t <= to; t++) sum += Math.log(prices[t]! / prices[t - 1]!) / counts[t]!;
    return Math.abs(sum);
  });
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return { raw, normalised: raw.map((weight) => (weight * spans.length) / total) };
}

/**
 * Weights by age, piecewise linear in cumulative uniqueness (Lopez de Prado 2018, 4.7): 1 for the newest label, `oldest`
 * for the one before the oldest; below 0, the oldest labels up to that share weigh nothing. Uniqueness is in time order.
 */
export function timeDecay(uniqueness: Float64Array, oldest: number): Float64Array {
  if (!(oldest > -1 && oldest <= 1))
    refuse(`the weight of the oldest label must be in (-1, 1]; was ${oldest}`);
  const sums = uniqueness.slice();
  for (let i = 1; i < sums.length; i++) sums[i]! += sums[i - 1]!;
  const total = sums.at(-1) ?? 0;
  const slope = oldest >= 0 ? (1 - oldest) / total : 1 / ((oldest + 1) * total);
  return sums.map((sum) => Math.max(0, 1 - slope * total + slope * sum));
}
