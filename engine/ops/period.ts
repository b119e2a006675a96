import type { OpFunction } from "../graph/op.ts";
import { number, op } from "../graph/op.ts";
import { int } from "../graph/params.ts";

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** 1970-01-05, a Monday. */
const mondayMs = 4 * dayMs;

const params = { periodMs: int(dayMs, { from: 1 }), baseMs: int(dayMs, { from: 1 }) };
export type PeriodOp = OpFunction<{ readonly ts: "number"; readonly x: "number" }, typeof params, "number">;

interface PeriodState {
  readonly periodMs: number;
  readonly baseMs: number;
  readonly anchorMs: number;
  /** Open of the period of the last bar. */
  start: number;
  /** False in the first period where its beginning was not seen. */
  whole: boolean;
  /** Of the values of the period so far; NaN where there is none. */
  value: number;
  /** A period that was complete at a bar that already gave the one before it. */
  queued: number;
}

/**
 * An operator that folds the values of each period of a higher timeframe into one. It has a value only on the bar
 * that completes a period: the last one of the period or, where that is missing, the first bar after it (which the
 * period then does not include). A first period that was not seen from its beginning gives none. Periods are
 * aligned to UTC; weeks begin on Monday.
 */
function period(name: string, about: string, fold: (sofar: number, x: number) => number): PeriodOp {
  return op({
    name,
    family: "timeframe",
    about,
    inputs: { ts: number, x: number },
    params,
    // The worst case: the first bar seen is the second of its period.
    warmup: ({ periodMs, baseMs }) => 2 * (periodMs / baseMs) - 2,
    stride: ({ periodMs, baseMs }, input) => (periodMs / baseMs) * input,
    sees: true,
    init: ({ periodMs, baseMs }): PeriodState => ({
      periodMs,
      baseMs,
      anchorMs: periodMs % weekMs === 0 ? mondayMs : 0,
      start: Number.NaN,
      whole: false,
      value: Number.NaN,
      queued: Number.NaN,
    }),
    step: (s, ts, x) => {
      if (ts !== ts) return Number.NaN;
      let complete = s.queued;
      s.queued = Number.NaN;
      const start = Math.floor((ts - s.anchorMs) / s.periodMs) * s.periodMs + s.anchorMs;
      if (start !== s.start) {
        if (complete !== complete) complete = s.value;
        else s.queued = s.value;
        s.whole = s.start === s.start || ts === start;
        s.start = start;
        s.value = Number.NaN;
      }
      if (s.whole && x === x) s.value = s.value === s.value ? fold(s.value, x) : x;
      if (ts + s.baseMs >= start + s.periodMs) {
        if (complete !== complete) complete = s.value;
        else s.queued = s.value;
        s.value = Number.NaN;
      }
      return complete;
    },
  });
}

/** First value of each completed period. */
export const periodFirst = period("periodFirst", "first value of each completed period", (first) => first);

/** Last value of each completed period. */
export const periodLast = period("periodLast", "last value of each completed period", (_, x) => x);

/** Greatest value of each completed period. */
export const periodHighest = period("periodHighest", "greatest value of each completed period", Math.max);

/** Least value of each completed period. */
export const periodLowest = period("periodLowest", "least value of each completed period", Math.min);

/** Sum of the values of each completed period. */
export const periodSum = period(
  "periodSum",
  "sum of the values of each completed period",
  (sum, x) => sum + x,
);
