import type { MarketData } from "../../engine/run/market.ts";
import type { Slot } from "../../engine/run/session.ts";
import { lastKnown, type Trace } from "../../engine/run/trace.ts";
import { valueAt } from "../../engine/trade/contract.ts";
import { sharpeOf } from "../metrics/ratios.ts";
import { geometricMean } from "../metrics/returns.ts";
import { momentsFrom } from "../stats/moments.ts";
import { blockSize } from "../stats/sum.ts";

/**
 * Sums over the equity of a run under way, as `metricsOf` forms them: the same values in the same order. They stand in
 * columns, where a number is written without an object around it.
 */
const sums = new Float64Array(10);
/** The centre of the returns; bars seen, and of them those without a return. */
const [centreAt, barsAt, zerosAt] = [0, 1, 2];
/** Equity of the last bar, its highest, and the deepest drawdown. */
const [lastAt, highAt, worstAt] = [3, 4, 5];
/** What lies above this cannot be a new deepest drawdown. */
const floorAt = 6;
/** Sums of deviations from the centre and of their squares. */
const [d1At, d2At] = [7, 8];
/** The first bar that closed with nothing left; Infinity for none. */
const ruinAt = 9;

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
  beginSums(before, Number.isFinite(centre) ? centre : 0);
  for (let k = 0; k < trace.count; k++) {
    addStep(trace, values, k, trace.at[k]!, k + 1 < trace.count ? trace.at[k + 1]! : length);
  }
  const deviations = {
    centre: sums[centreAt]!,
    n,
    zeros: sums[zerosAt]!,
    d1: sums[d1At]!,
    d2: sums[d2At]!,
    d3: 0,
    d4: 0,
  };
  out[offset] = growth - 1;
  out[offset + 1] = sums[ruinAt]! < n - 1 ? Number.NaN : sharpeOf(momentsFrom(deviations, 1), perYear);
  out[offset + 2] = sums[worstAt]!;
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

function beginSums(before: number, centre: number): void {
  sums.fill(0);
  sums[centreAt] = centre;
  sums[lastAt] = before;
  sums[highAt] = before;
  sums[floorAt] = floorOf(before, 0);
  sums[ruinAt] = Number.POSITIVE_INFINITY;
}

/** A little above the equity that makes a drawdown of `worst`, so that rounding can hide none. */
const floorOf = (high: number, worst: number): number => high * (1 + worst) + high * 1e-15;

const scratch = new Float64Array(blockSize);

/** Adds the bars of one step. */
function addStep(trace: Trace, values: readonly Float64Array[], k: number, from: number, to: number): void {
  const cash = trace.cash[k]!;
  const first = k * trace.symbols;
  let held = 0;
  let only = -1;
  for (let s = 0; s < trace.symbols; s++) {
    if (trace.quantity[first + s] === 0) continue;
    held++;
    only = s;
  }
  if (held === 0) addFlat(cash, to - from);
  else if (held === 1) addHeld(cash, trace.quantity[first + only]!, values[only]!, from, to);
  else {
    for (let t = from; t < to; t += blockSize) {
      const end = Math.min(to, t + blockSize);
      const equity = scratch.subarray(0, end - t).fill(cash);
      for (let s = 0; s < trace.symbols; s++) {
        const units = trace.quantity[first + s]!;
        const value = values[s]!;
        if (units !== 0) for (let i = t; i < end; i++) equity[i - t] = equity[i - t]! + units * value[i]!;
      }
      addHeld(0, 1, equity, 0, end - t);
    }
  }
}

/** Adds bars on which equity stands still. */
function addFlat(equity: number, bars: number): void {
  const r = equity / sums[lastAt]! - 1;
  if (r === 0) sums[zerosAt]! += 1;
  else {
    const d = r - sums[centreAt]!;
    sums[d1At]! += d;
    sums[d2At]! += d * d;
  }
  sums[zerosAt]! += bars - 1;
  if (equity >= sums[highAt]!) {
    sums[highAt] = equity;
    sums[floorAt] = floorOf(equity, sums[worstAt]!);
  } else if (equity < sums[floorAt]!) sink(equity, sums[barsAt]!);
  sums[barsAt]! += bars;
  sums[lastAt] = equity;
}

/** Adds bars on which equity is `cash + units * value`. */
function addHeld(cash: number, units: number, value: Float64Array, from: number, to: number): void {
  const centre = sums[centreAt]!;
  let last = sums[lastAt]!;
  let high = sums[highAt]!;
  let floor = sums[floorAt]!;
  let d1 = sums[d1At]!;
  let d2 = sums[d2At]!;
  let zeros = 0;
  for (let t = from; t < to; t++) {
    const equity = cash + units * value[t]!;
    const r = equity / last - 1;
    last = equity;
    if (equity >= high) {
      high = equity;
      floor = floorOf(high, sums[worstAt]!);
    } else if (equity < floor) {
      sums[highAt] = high;
      sink(equity, sums[barsAt]! + t - from);
      floor = sums[floorAt]!;
    }
    if (r === 0) zeros++;
    else {
      const d = r - centre;
      d1 += d;
      d2 += d * d;
    }
  }
  sums[barsAt]! += to - from;
  sums[lastAt] = last;
  sums[highAt] = high;
  sums[floorAt] = floor;
  sums[d1At] = d1;
  sums[d2At] = d2;
  sums[zerosAt]! += zeros;
}

/** Equity that may be deeper below its peak than any before it. */
function sink(equity: number, bar: number): void {
  const high = sums[highAt]!;
  const depth = equity / high - 1;
  if (depth < sums[worstAt]!) sums[worstAt] = depth;
  sums[floorAt] = floorOf(high, sums[worstAt]!);
  if (!(equity > 0) && bar < sums[ruinAt]!) sums[ruinAt] = bar;
}
