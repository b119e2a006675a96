import type { MarketData } from "../../engine/run/market.ts";
import type { Slot } from "../../engine/run/session.ts";
import { lastKnown, type Trace } from "../../engine/run/trace.ts";
import { valueAt } from "../../engine/trade/contract.ts";
import { sharpeOf } from "../metrics/ratios.ts";
import { geometricMean } from "../metrics/returns.ts";
import { momentsFrom } from "../stats/moments.ts";
import { blockSize } from "../stats/sum.ts";

/** Sums over the equity of a run under way, as `metricsOf` forms them: the same values in the same order. */
interface CoreSums {
  readonly centre: number;
  /** Bars seen, and of them those without a return. */
  n: number;
  zeros: number;
  last: number;
  high: number;
  worst: number;
  /** What lies above this cannot be a new greatest drawdown. */
  floor: number;
  d1: number;
  d2: number;
  /** The first bar that closed with nothing left; Infinity for none. */
  ruinAt: number;
}

/** What one unit of each symbol is worth at each close. */
export const valueColumns = (slots: readonly Slot[], market: MarketData): Float64Array[] =>
  slots.map(({ contract, index }) => {
    const known = lastKnown(market.bars[index]!.close);
    return !contract.inverse && contract.size === 1 ? known : known.map((price) => valueAt(contract, price));
  });

/**
 * Writes total return, Sharpe ratio and maximum drawdown of a run to `out`, from its trace alone: bars without a position
 * are not visited, and no column of equity is made.
 */
export function writeCore(
  trace: Trace,
  values: readonly Float64Array[],
  start: number,
  length: number,
  cash: number | undefined,
  perYear: number,
  out: Float64Array,
  offset: number,
): void {
  const n = length - start;
  if (n <= 0) {
    out.fill(Number.NaN, offset, offset + 3);
    return;
  }
  const before = cash ?? equityAt(trace, values, 0, start);
  const growth = equityAt(trace, values, trace.count - 1, length - 1) / before;
  const centre = geometricMean(growth, n);
  const sums = sumsFrom(before, Number.isFinite(centre) ? centre : 0);
  for (let k = 0; k < trace.count; k++) {
    addStep(sums, trace, values, k, trace.at[k]!, k + 1 < trace.count ? trace.at[k + 1]! : length);
  }
  const { zeros, d1, d2, ruinAt } = sums;
  const moments = momentsFrom({ centre: sums.centre, n, zeros, d1, d2, d3: 0, d4: 0 }, 1);
  out[offset] = growth - 1;
  out[offset + 1] = ruinAt < n - 1 ? Number.NaN : sharpeOf(moments, perYear);
  out[offset + 2] = sums.worst;
}

/** Equity at the close of bar t, which lies within step k. */
function equityAt(trace: Trace, values: readonly Float64Array[], k: number, t: number): number {
  let equity = trace.cash[k]!;
  for (let s = 0; s < trace.symbols; s++) {
    const units = trace.quantity[k * trace.symbols + s]!;
    if (units !== 0) equity += units * values[s]![t]!;
  }
  return equity;
}

const sumsFrom = (before: number, centre: number): CoreSums => ({
  centre,
  n: 0,
  zeros: 0,
  last: before,
  high: before,
  worst: 0,
  floor: floorOf(before, 0),
  d1: 0,
  d2: 0,
  ruinAt: Number.POSITIVE_INFINITY,
});

/** A little above the equity that makes a drawdown of `worst`, so that rounding can hide none. */
const floorOf = (high: number, worst: number): number => high * (1 + worst) + high * 1e-15;

const scratch = new Float64Array(blockSize);

/** Adds the bars of one step. */
function addStep(
  sums: CoreSums,
  trace: Trace,
  values: readonly Float64Array[],
  k: number,
  from: number,
  to: number,
): void {
  const cash = trace.cash[k]!;
  const first = k * trace.symbols;
  let held = 0;
  let only = -1;
  for (let s = 0; s < trace.symbols; s++) {
    if (trace.quantity[first + s] === 0) continue;
    held++;
    only = s;
  }
  if (held === 0) addFlat(sums, cash, to - from);
  else if (held === 1) addHeld(sums, cash, trace.quantity[first + only]!, values[only]!, from, to);
  else {
    for (let t = from; t < to; t += blockSize) {
      const end = Math.min(to, t + blockSize);
      const equity = scratch.subarray(0, end - t).fill(cash);
      for (let s = 0; s < trace.symbols; s++) {
        const units = trace.quantity[first + s]!;
        const value = values[s]!;
        if (units !== 0) for (let i = t; i < end; i++) equity[i - t] = equity[i - t]! + units * value[i]!;
      }
      addHeld(sums, 0, 1, equity, 0, end - t);
    }
  }
}

/** Adds bars on which equity stands still. */
function addFlat(sums: CoreSums, equity: number, bars: number): void {
  const r = equity / sums.last - 1;
  if (r === 0) sums.zeros++;
  else {
    const d = r - sums.centre;
    sums.d1 += d;
    sums.d2 += d * d;
  }
  sums.zeros += bars - 1;
  if (equity >= sums.high) {
    sums.high = equity;
    sums.floor = floorOf(equity, sums.worst);
  } else if (equity < sums.floor) sink(sums, equity, sums.n);
  sums.n += bars;
  sums.last = equity;
}

/** Adds bars on which equity is `cash + units * value`. */
function addHeld(
  sums: CoreSums,
  cash: number,
  units: number,
  value: Float64Array,
  from: number,
  to: number,
): void {
  const { centre } = sums;
  let { last, high, worst, floor, d1, d2, zeros } = sums;
  for (let t = from; t < to; t++) {
    const equity = cash + units * value[t]!;
    const r = equity / last - 1;
    last = equity;
    if (equity >= high) {
      high = equity;
      floor = floorOf(high, worst);
    } else if (equity < floor) {
      sums.high = high;
      sink(sums, equity, sums.n + t - from);
      worst = sums.worst;
      floor = sums.floor;
    }
    if (r === 0) zeros++;
    else {
      const d = r - centre;
      d1 += d;
      d2 += d * d;
    }
  }
  sums.n += to - from;
  sums.last = last;
  sums.high = high;
  sums.floor = floor;
  sums.d1 = d1;
  sums.d2 = d2;
  sums.zeros = zeros;
}

/** Equity that may be deeper below its peak than any before it. */
function sink(sums: CoreSums, equity: number, bar: number): void {
  const depth = equity / sums.high - 1;
  if (depth < sums.worst) sums.worst = depth;
  sums.floor = floorOf(sums.high, sums.worst);
  if (!(equity > 0) && bar < sums.ruinAt) sums.ruinAt = bar;
}
