import { type Moves, movesOf } from "./moves.ts";
import { ratio } from "./ratios.ts";

/** What one pass over equity tells about its drawdowns. Depths are fractions of the peak, 0 or negative. */
export interface DrawdownScan {
  readonly n: number;
  readonly maxDrawdown: number;
  /** Last bar at the peak before the greatest drawdown; -1 is the equity before the first bar; null if none. */
  readonly peak: number | null;
  readonly trough: number | null;
  /** First bar at or above that peak again; null if there is none. */
  readonly recovery: number | null;
  /** Bars of the longest spell below a peak. */
  readonly longest: number;
  /** Bars below a peak. */
  readonly underwater: number;
  /** Mean depth of the bars below a peak; 0 without any. */
  readonly averageDepth: number;
  /** Sums over all bars of depth and of its square. */
  readonly sum: number;
  readonly sumSquares: number;
}

/** One spell below a peak. Bars count from 0; -1 is the equity before the first bar. */
export interface Drawdown {
  /** Last bar at the peak. */
  readonly peak: number;
  readonly trough: number;
  /** First bar at or above the peak again; null for a spell that has not ended. */
  readonly recovery: number | null;
  /** Fraction of the peak, negative. */
  readonly depth: number;
}

/** Drawdown of every bar: equity over its highest value so far, `before` included, less 1. In [-1, 0] while equity is not negative. */
export function underwaterOf(equity: Float64Array, before: number): Float64Array {
  const out = new Float64Array(equity.length);
  let peak = before;
  for (let i = 0; i < equity.length; i++) {
    const value = equity[i]!;
    if (value >= peak) peak = value;
    out[i] = value / peak - 1;
  }
  return out;
}

/** A scan under way, which may be added to move by move. */
export interface DrawdownState {
  /** Highest equity so far, and the last bar at it. */
  high: number;
  highAt: number;
  worst: number;
  worstPeak: number;
  worstPeakValue: number;
  worstTrough: number;
  longest: number;
  /** Bars at a peak. */
  atPeak: number;
  /** Sums over the bars below the highest equity of what they lack to it, and of its square. */
  lack: number;
  lackSquares: number;
  /** Sums of depths and their squares below peaks that were passed. */
  sum: number;
  sumSquares: number;
  /** Of equity, over all bars. */
  equity: number;
}

/** No bars yet. */
export const drawdownsFrom = (before: number): DrawdownState => ({
  high: before,
  highAt: -1,
  worst: 0,
  worstPeak: -1,
  worstPeakValue: before,
  worstTrough: -1,
  longest: 0,
  atPeak: 0,
  lack: 0,
  lackSquares: 0,
  sum: 0,
  sumSquares: 0,
  equity: 0,
});

/**
 * Adds the bars of moves `from` to `to`. Depths are divided by their peak once it is passed, not bar by bar. No function is called
 * within: the sums would have to leave their registers at every bar.
 */
export function addSpells(state: DrawdownState, { equity, at }: Moves, from: number, to: number): void {
  let { high, highAt, worst, worstTrough, longest, atPeak, lack, lackSquares, sum, sumSquares } = state;
  let total = state.equity;
  // A little above the equity that makes a drawdown of `worst`, so that rounding can hide none.
  let floor = high * (1 + worst + 1e-15);
  for (let j = from; j < to; j++) {
    const value = equity[j]!;
    const bar = at[j]!;
    const next = at[j + 1]!;
    const bars = next - bar;
    total += value * bars;
    if (value >= high) {
      const spell = bar - highAt - 1;
      if (spell > 0) {
        if (spell > longest) longest = spell;
        sum += lack / high;
        sumSquares += lackSquares / (high * high);
        lack = 0;
        lackSquares = 0;
      }
      high = value;
      highAt = next - 1;
      atPeak += bars;
      floor = high * (1 + worst + 1e-15);
      continue;
    }
    const short = value - high;
    lack += short * bars;
    lackSquares += short * short * bars;
    if (value < floor && value / high - 1 < worst) {
      worst = value / high - 1;
      worstTrough = bar;
      state.worstPeak = highAt;
      state.worstPeakValue = high;
      floor = high * (1 + worst + 1e-15);
    }
  }
  state.high = high;
  state.highAt = highAt;
  state.worst = worst;
  state.worstTrough = worstTrough;
  state.longest = longest;
  state.atPeak = atPeak;
  state.lack = lack;
  state.lackSquares = lackSquares;
  state.sum = sum;
  state.sumSquares = sumSquares;
  state.equity = total;
}

/** Greatest drawdown, underwater times and sums for the ulcer and pain indices. NaN for no bars, and for NaN in equity. */
export function scanDrawdowns(equity: Float64Array, before: number): DrawdownScan {
  const state = drawdownsFrom(before);
  const moves = movesOf(equity, before);
  addSpells(state, moves, 0, moves.count);
  return finishScan(state, moves.n, equity);
}

/** What a scan of `n` bars found. The recovery is looked for in `equity`, where that is given; else it is null. */
export function finishScan(state: DrawdownState, n: number, equity?: Float64Array): DrawdownScan {
  const { high, worst, lack, lackSquares } = state;
  // Of the last peak, which was not passed.
  const sum = lack === 0 ? state.sum : state.sum + lack / high;
  const sumSquares = lack === 0 ? state.sumSquares : state.sumSquares + lackSquares / (high * high);
  if (n === 0 || Number.isNaN(sum)) return { ...unknown, n };
  const underwater = n - state.atPeak;
  const none = worst === 0;
  return {
    n,
    maxDrawdown: worst,
    peak: none ? null : state.worstPeak,
    trough: none ? null : state.worstTrough,
    recovery: none || !equity ? null : firstAtLeast(equity, state.worstTrough, state.worstPeakValue),
    longest: Math.max(state.longest, n - 1 - state.highAt),
    underwater,
    averageDepth: underwater === 0 ? 0 : sum / underwater,
    sum,
    sumSquares,
  };
}

const { NaN: nan } = Number;
const unknown = {
  maxDrawdown: nan,
  peak: null,
  trough: null,
  recovery: null,
  longest: nan,
  underwater: nan,
  averageDepth: nan,
  sum: nan,
  sumSquares: nan,
};

function firstAtLeast(equity: Float64Array, from: number, level: number): number | null {
  for (let i = from; i < equity.length; i++) if (equity[i]! >= level) return i;
  return null;
}

/** All spells below a peak, in order of time. */
export function drawdownsOf(equity: Float64Array, before: number): Drawdown[] {
  const found: Drawdown[] = [];
  let high = before;
  let peak = -1;
  let trough = -1;
  let depth = 0;
  const close = (recovery: number | null) => {
    if (depth < 0) found.push({ peak, trough, recovery, depth });
    depth = 0;
  };
  for (let i = 0; i < equity.length; i++) {
    const value = equity[i]!;
    if (value >= high) {
      close(i);
      [high, peak] = [value, i];
    } else if (value / high - 1 < depth) {
      depth = value / high - 1;
      trough = i;
    }
  }
  close(null);
  return found;
}

/** The deepest spells first, at most `count`; of equal ones the earlier first. */
export const worstDrawdowns = (equity: Float64Array, before: number, count: number): Drawdown[] =>
  drawdownsOf(equity, before)
    .sort((a, b) => a.depth - b.depth)
    .slice(0, count);

/** Calmar ratio (Young 1991): growth a year over the size of the greatest drawdown. NaN without a drawdown. */
export const calmarOf = (growthAnnual: number, maxDrawdown: number): number =>
  ratio(growthAnnual, Math.abs(maxDrawdown));

/** Ulcer index (Martin and McCann 1989): root mean square of the drawdowns of all bars, as a fraction. */
export const ulcerOf = ({ n, sumSquares }: DrawdownScan): number => Math.sqrt(sumSquares / n);

/** Ulcer index with n - 1 for n, as quantstats has it. NaN for one bar. */
export const ulcerSampleOf = ({ n, sumSquares }: DrawdownScan): number => Math.sqrt(sumSquares / (n - 1));

/** Pain index (Becker 2006): mean size of the drawdowns of all bars. */
export const painOf = ({ n, sum }: DrawdownScan): number => (sum === 0 && n > 0 ? 0 : -sum / n);

/** A spell below a peak with its times and lengths. */
export interface DatedDrawdown extends Drawdown {
  /** Opens of the bars, ms since 1970 UTC; a peak before the first bar has the open of the first. */
  readonly peakTs: number;
  readonly troughTs: number;
  /** Null for a spell that has not ended. */
  readonly recoveryTs: number | null;
  /** Bars from peak to trough, from trough to recovery (null while there is none), and from peak to recovery or end. */
  readonly fallBars: number;
  readonly riseBars: number | null;
  readonly totalBars: number;
}

/** The deepest spells below a peak with times and lengths, at most `count`. */
export function datedDrawdowns(
  equity: Float64Array,
  before: number,
  ts: Float64Array,
  count: number,
): DatedDrawdown[] {
  return worstDrawdowns(equity, before, count).map((spell) => {
    const { peak, trough, recovery } = spell;
    return {
      ...spell,
      peakTs: ts[Math.max(0, peak)]!,
      troughTs: ts[trough]!,
      recoveryTs: recovery === null ? null : ts[recovery]!,
      fallBars: trough - peak,
      riseBars: recovery === null ? null : recovery - trough,
      totalBars: (recovery ?? equity.length - 1) - peak,
    };
  });
}
