import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { addTo, pushRunning, type RunningSum, runningSum, type Total } from "./running-sum.ts";

/** 2^27 + 1: splits a double into two halves whose products with small whole numbers are exact (Dekker, 1971). */
const splitter = 134217729;

interface State {
  readonly n: number;
  readonly plain: RunningSum;
  /** Sum of the values, the newest n times, the oldest once. */
  readonly weighted: Total;
}

/**
 * Weighted moving average: weights n for the newest value down to 1 for the oldest. In constant time: each bar
 * takes every value once from the weighted sum, and the newest comes in n times.
 */
export const wma = op({
  name: "wma",
  family: "average",
  about: "weighted moving average, weights n down to 1",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }): State => ({ n, plain: runningSum(n), weighted: { sum: 0, lost: 0 } }),
  step: (s, x) => {
    const { n, plain, weighted } = s;
    const big = x * splitter;
    const high = big - (big - x);
    addTo(weighted, -plain.sum);
    addTo(weighted, high * n);
    weighted.lost += (x - high) * n - plain.lost;
    const sum = pushRunning(plain, x);
    if (weighted.sum - weighted.sum !== 0) reweigh(s);
    if (sum !== sum) return Number.NaN;
    return plain.run >= n ? x : (weighted.sum + weighted.lost) / ((n * (n + 1)) / 2);
  },
});

/** Starts the weighted sum anew, after an overflow: it must not outlive the values that caused it. */
function reweigh({ n, plain, weighted }: State): void {
  weighted.sum = 0;
  weighted.lost = 0;
  for (let k = 0; k < n; k++) addTo(weighted, plain.ring[(plain.at + k) % n]! * (k + 1));
}
