import type { Outcome } from "../../engine/run/result.ts";

/** The part of a run that counts: equity and benchmark from `start` on, and what they were before it. */
export interface Counted {
  readonly ts: Float64Array;
  readonly equity: Float64Array;
  readonly before: number;
  readonly benchmark: Float64Array;
  readonly benchmarkBefore: number;
  /** From the open of the first bar to the close of the last. */
  readonly spanMs: number;
}

/**
 * Cuts a run at its first bar that counts. Equity before it is that of the bar before; a run that counts from its
 * first bar has none, and starts from `cash`, or, where that is not told, from the equity of its first close (a
 * decision cannot be filled before the second bar).
 */
export function countedOf(
  outcome: Pick<Outcome, "ts" | "start" | "equity" | "benchmark" | "timeframeMs">,
  cash?: number,
): Counted {
  const { ts, start, equity, benchmark, timeframeMs } = outcome;
  const before = (column: Float64Array) =>
    start > 0 ? column[start - 1]! : (cash ?? column[0] ?? Number.NaN);
  const n = ts.length;
  return {
    ts: ts.subarray(start),
    equity: equity.subarray(start),
    before: before(equity),
    benchmark: benchmark.subarray(start),
    benchmarkBefore: before(benchmark),
    spanMs: n > start ? ts[n - 1]! + timeframeMs - ts[start]! : 0,
  };
}
