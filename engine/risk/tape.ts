import type { Bars } from "../trade/bars.ts";
import type { Limits } from "./limits.ts";
import { endBar, observeBar } from "./observe.ts";
import { meanRange } from "./range-window.ts";
import { createRiskState, type RiskState } from "./risk-state.ts";

/**
 * What limits that measure the market know after each bar of a history. It depends on the market and on the length of their
 * windows alone, so that all runs over that history share it: a run observes nothing and looks up what it needs at the
 * bars on which it trades.
 */
export interface RiskTape {
  readonly symbols: number;
  /** Returns taken into the window up to each bar, and those returns, `symbols` numbers each. */
  readonly bars: Int32Array;
  readonly returns: Float64Array;
  /** By bar and symbol: mean return, mean true range; by bar and pair: covariance and correlation. */
  readonly means: Float64Array;
  readonly ranges: Float64Array;
  readonly covariances: Float64Array;
  readonly correlations: Float64Array;
  /** Which of the returns was the first of each symbol. */
  readonly firstBar: Float64Array;
  /** The bar whose close was observed last, -1 before the first; that which the state shows; returns that its ring holds. */
  now: number;
  shown: number;
  ringed: number;
}

/** A state and the tape that it is brought up to date from; undefined where it observes each bar itself. */
export interface Taped {
  readonly state: RiskState;
  readonly tape: RiskTape | undefined;
}

/** Numbers that a tape of so many bars and symbols holds. */
export const tapeSize = (length: number, symbols: number): number => length * symbols * (3 + 2 * symbols);

/** Observes a history once, by the rules of a state that sees each bar; NaN is no bar. */
export function createTape(limits: Limits, history: readonly Bars[]): RiskTape {
  const state = createRiskState(
    history.map(({ symbol }) => symbol),
    limits,
    0,
  );
  const length = history[0]!.close.length;
  // Nothing is kept of what no limit reads.
  const count = state.latest.length;
  const tape: RiskTape = {
    symbols: count,
    bars: new Int32Array(length),
    returns: new Float64Array(length * count),
    means: new Float64Array(length * count),
    ranges: new Float64Array(length * state.ranges.seen.length),
    covariances: new Float64Array(length * count * count),
    correlations: new Float64Array(length * count * count),
    firstBar: state.firstBar,
    now: -1,
    shown: -1,
    ringed: 0,
  };
  for (let t = 0; t < length; t++) {
    for (let s = 0; s < history.length; s++) {
      const { open, high, low, close } = history[s]!;
      if (open[t] === open[t]) observeBar(state, s, high[t]!, low[t]!, close[t]!);
    }
    tape.returns.set(state.latest, state.bars * count);
    endBar(state);
    write(tape, state, t);
  }
  return tape;
}

function write(tape: RiskTape, { bars, returns, ranges }: RiskState, t: number): void {
  const { symbols } = tape;
  tape.bars[t] = bars;
  tape.means.set(returns.means, t * symbols);
  tape.covariances.set(returns.covariances, t * symbols * symbols);
  tape.correlations.set(returns.correlations, t * symbols * symbols);
  const width = ranges.seen.length;
  for (let i = 0; i < width; i++) tape.ranges[t * width + i] = meanRange(ranges, i);
}

/** Puts a tape back to before its first bar, for a state that was reset. */
export function rewind(tape: RiskTape): void {
  tape.now = -1;
  tape.shown = -1;
  tape.ringed = 0;
}

/** Brings the moments of a state up to the bar observed last. */
export function showMoments({ tape, state }: Taped): void {
  if (tape === undefined || tape.shown === tape.now) return;
  const { returns, firstBar } = state;
  const { symbols, now } = tape;
  tape.shown = now;
  state.bars = tape.bars[now]!;
  returns.count = Math.min(returns.size, state.bars);
  for (let i = 0; i < symbols; i++) {
    firstBar[i] = tape.firstBar[i]!;
    returns.means[i] = tape.means[now * symbols + i]!;
  }
  const pairs = symbols * symbols;
  for (let k = 0; k < pairs; k++) {
    returns.covariances[k] = tape.covariances[now * pairs + k]!;
    returns.correlations[k] = tape.correlations[now * pairs + k]!;
  }
}

/** Brings the window of returns itself up to that bar: few orders come so near a limit that it is read. */
export function showReturns({ tape, state }: Taped): void {
  if (tape === undefined || tape.ringed === state.bars) return;
  const { symbols } = tape;
  const { ring, size } = state.returns;
  for (let k = Math.max(tape.ringed, state.bars - size); k < state.bars; k++) {
    for (let i = 0; i < symbols; i++) ring[(k % size) * symbols + i] = tape.returns[k * symbols + i]!;
  }
  tape.ringed = state.bars;
}

/** Mean true range of a symbol as of the bar observed last; NaN before its window is full. */
export function rangeOf({ tape, state: { ranges } }: Taped, symbol: number): number {
  if (tape === undefined) return meanRange(ranges, symbol);
  return tape.now < 0 ? Number.NaN : tape.ranges[tape.now * ranges.seen.length + symbol]!;
}
