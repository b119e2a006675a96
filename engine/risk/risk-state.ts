import type { Limits } from "./limits.ts";
import { clearRanges, createRangeWindow, type RangeWindow } from "./range-window.ts";
import { clearReturns, createReturnsWindow, type ReturnsWindow } from "./returns-window.ts";
import { createStanding, type Standing } from "./standing.ts";

/**
 * What risk remembers from bar to bar: small, bounded, changed in place by the functions of `observe.ts` and
 * `standing.ts` and by nobody else. It knows no clock and nothing beyond the present.
 */
export interface RiskState {
  readonly symbols: readonly string[];
  readonly standing: Standing;
  /** Highest equity at a close. */
  peak: number;
  /** Days since 1970 UTC, and the equity with which the day began. */
  day: number;
  dayEquity: number;
  /** Times of the last orders in ms, as many as the rate allows in a minute; the oldest is overwritten next. */
  readonly orderTimes: Float64Array;
  nextOrder: number;
  /** Last close of each symbol; NaN before the first. */
  readonly closes: Float64Array;
  /** Return of each symbol over the present bar; 0 where it has no bar. */
  readonly latest: Float64Array;
  readonly returns: ReturnsWindow;
  /** Bars taken into the window since the beginning, and which of them held the first return of each symbol. */
  bars: number;
  readonly firstBar: Float64Array;
  readonly ranges: RangeWindow;
}

/** Whether a limit rests on the returns of past bars. */
export const watchesReturns = ({ statistical: s }: Limits): boolean =>
  s.correlatedMax !== null ||
  s.volatilityTarget !== null ||
  s.kellyFraction !== null ||
  s.varMax !== null ||
  s.cvarMax !== null;

/** Whether a limit has state that every bar changes, so that no driver may pass over a bar. */
export const watchesBars = (limits: Limits): boolean =>
  watchesReturns(limits) ||
  limits.stops.atr !== null ||
  limits.stops.strategyDrawdown !== null ||
  limits.account.dailyLoss !== null;

/** The state of an account that has not traded, with `cash` as its equity. */
export function createRiskState(symbols: readonly string[], limits: Limits, cash: number): RiskState {
  const count = symbols.length;
  // Windows that no limit reads take no room: a sweep makes a state for every run.
  const returnsOf = watchesReturns(limits) ? count : 0;
  const rangesOf = limits.stops.atr === null ? 0 : count;
  return {
    symbols,
    standing: createStanding(),
    peak: cash,
    day: Number.NEGATIVE_INFINITY,
    dayEquity: cash,
    orderTimes: new Float64Array(limits.order.ratePerMinute ?? 0).fill(Number.NEGATIVE_INFINITY),
    nextOrder: 0,
    closes: new Float64Array(count).fill(Number.NaN),
    latest: new Float64Array(returnsOf),
    returns: createReturnsWindow(returnsOf, limits.statistical.window),
    bars: 0,
    firstBar: new Float64Array(returnsOf).fill(Number.POSITIVE_INFINITY),
    ranges: createRangeWindow(rangesOf, limits.stops.atrBars),
  };
}

/** Makes a state again what it was before the first bar of an account that holds `cash`. */
export function resetRiskState(state: RiskState, cash: number): void {
  Object.assign(state.standing, createStanding());
  state.peak = cash;
  state.day = Number.NEGATIVE_INFINITY;
  state.dayEquity = cash;
  state.orderTimes.fill(Number.NEGATIVE_INFINITY);
  state.nextOrder = 0;
  state.closes.fill(Number.NaN);
  state.latest.fill(0);
  clearReturns(state.returns);
  state.bars = 0;
  state.firstBar.fill(Number.POSITIVE_INFINITY);
  clearRanges(state.ranges);
}
