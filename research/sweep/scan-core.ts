import type { MarketData } from "../../engine/run/market.ts";
import type { Slot } from "../../engine/run/session.ts";
import { lastKnown, type Trace } from "../../engine/run/trace.ts";
import { valueAt } from "../../engine/trade/contract.ts";
import { sharpeOf } from "../metrics/ratios.ts";
import { geometricMean } from "../metrics/returns.ts";
import { momentsFrom } from "../stats/moments.ts";
import { blockSize } from "../stats/sum.ts";
import { scanOne } from "./scan-one.ts";
import {
  barsAt,
  beginSums,
  centreAt,
  d1At,
  d2At,
  floorAt,
  floorOf,
  highAt,
  lastAt,
  ruinAt,
  sums,
  worstAt,
  zerosAt,
} from "./scan-sums.ts";

/** What one unit of a symbol is worth at each close. */
export interface Value {
  readonly at: Float64Array;
  /** By bar, the first from it on at which the worth is that of the bar before; the length if none. */
  readonly still: Int32Array;
}

/** What one unit of each symbol is worth. */
export const valuesOf = (slots: readonly Slot[], market: MarketData): Value[] =>
  slots.map(({ contract, index }) => {
    const known = lastKnown(market.bars[index]!.close);
    const plain = !contract.inverse && contract.size === 1;
    const at = plain ? known : known.map((price) => valueAt(contract, price));
    return { at, still: stillOf(at) };
  });

function stillOf(value: Float64Array): Int32Array {
  const still = new Int32Array(value.length);
  let next = value.length;
  for (let t = value.length - 1; t >= 0; t--) {
    if (t > 0 && value[t] === value[t - 1]) next = t;
    still[t] = next;
  }
  return still;
}

/**
 * Writes total return, Sharpe ratio and maximum drawdown of a run to `out`, from its trace alone: bars without a position
 * are not visited, and no column of equity is made.
 */
export function writeCore(
  trace: Trace,
  values: readonly Value[],
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
  const first = equityAt(trace, values, 0, start);
  const before = cash ?? first;
  const growth = equityAt(trace, values, trace.count - 1, length - 1) / before;
  const centre = geometricMean(growth, n);
  beginSums(before, Number.isFinite(centre) ? centre : 0, first);
  if (trace.symbols === 1) scanOne(trace, values[0]!, start, length);
  else
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
function equityAt(trace: Trace, values: readonly Value[], k: number, t: number): number {
  let equity = trace.cash[k]!;
  for (let s = 0; s < trace.symbols; s++) {
    const units = trace.quantity[k * trace.symbols + s]!;
    if (units !== 0) equity += units * values[s]!.at[t]!;
  }
  return equity;
}

/** What is being added, read from here as the sums are: cash, units held, and the equity of flat bars. */
const step = new Float64Array(3);
const [cashAt, unitsAt, equityNow] = [0, 1, 2];

const scratch = new Float64Array(blockSize);

/** Adds the bars of one step. */
function addStep(trace: Trace, values: readonly Value[], k: number, from: number, to: number): void {
  const first = k * trace.symbols;
  let held = 0;
  let only = -1;
  for (let s = 0; s < trace.symbols; s++) {
    if (trace.quantity[first + s] === 0) continue;
    held++;
    only = s;
  }
  step[cashAt] = step[equityNow] = trace.cash[k]!;
  if (held === 0) addFlat(to - from);
  else if (held === 1) {
    step[unitsAt] = trace.quantity[first + only]!;
    addHeld(values[only]!, from, to);
  } else {
    for (let t = from; t < to; t += blockSize) {
      const end = Math.min(to, t + blockSize);
      fillEquity(trace, values, k, t, end);
      addFilled(end - t);
    }
  }
}

/** Writes the equity of the bars of a block, within one step, to the beginning of `scratch`. */
function fillEquity(trace: Trace, values: readonly Value[], k: number, from: number, to: number): void {
  const count = to - from;
  const equity = scratch;
  const cash = trace.cash[k]!;
  for (let i = 0; i < count; i++) equity[i] = cash;
  for (let s = 0; s < trace.symbols; s++) {
    const units = trace.quantity[k * trace.symbols + s]!;
    if (units === 0) continue;
    const value = values[s]!.at;
    for (let i = 0; i < count; i++) equity[i] = equity[i]! + units * value[from + i]!;
  }
}

/** Adds bars on which equity is cash and the units' value. */
function addHeld({ at, still }: Value, from: number, to: number): void {
  // Bars on which equity stands still are only counted. To look for one at each bar would cost as much as all else: where the
  // value never stands still there is none but, perhaps, the first.
  step[equityNow] = step[cashAt]! + step[unitsAt]! * at[from]!;
  addFlat(1);
  if (from + 1 >= to) return;
  if (still[from + 1]! >= to) addMoving(at, from + 1, to);
  else {
    const cash = step[cashAt]!;
    const units = step[unitsAt]!;
    for (let t = from + 1; t < to; t += blockSize) {
      const count = Math.min(to - t, blockSize);
      for (let i = 0; i < count; i++) scratch[i] = cash + units * at[t + i]!;
      addFilled(count);
    }
  }
}

/** Adds bars whose equity stands at the beginning of `scratch`; a view of it would cost as much as some bars. */
function addFilled(count: number): void {
  step[equityNow] = scratch[0]!;
  addFlat(1);
  if (!standsStill(count)) {
    step[cashAt] = 0;
    step[unitsAt] = 1;
    addMoving(scratch, 1, count);
    return;
  }
  for (let i = 1; i < count; i++) {
    step[equityNow] = scratch[i]!;
    addFlat(1);
  }
}

function standsStill(count: number): boolean {
  for (let i = 1; i < count; i++) if (scratch[i] === scratch[i - 1]) return true;
  return false;
}

/** Adds bars on which equity stands still. */
function addFlat(bars: number): void {
  const equity = step[equityNow]!;
  if (equity === sums[lastAt]!) sums[zerosAt]! += 1;
  else {
    const d = equity / sums[lastAt]! - 1 - sums[centreAt]!;
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

/** Adds bars on which equity is cash and the units' value, and the value moves on each. */
function addMoving(value: Float64Array, from: number, to: number): void {
  let t = from;
  while (t < to) {
    const end = addWhileAbove(value, t, to);
    sums[barsAt]! += end - t;
    if (end > t && sums[lastAt]! < sums[floorAt]!) sink(sums[lastAt]!, sums[barsAt]! - 1);
    t = end;
  }
}

/**
 * The same up to and with the first bar that may be the deepest below a peak; gives the bar after the last. No function
 * is called within: the sums would have to leave their registers at every bar.
 */
function addWhileAbove(value: Float64Array, from: number, to: number): number {
  const cash = step[cashAt]!;
  const units = step[unitsAt]!;
  const centre = sums[centreAt]!;
  const depth = floorOf(1, sums[worstAt]!);
  let last = sums[lastAt]!;
  let high = sums[highAt]!;
  let floor = sums[floorAt]!;
  let d1 = sums[d1At]!;
  let d2 = sums[d2At]!;
  let t = from;
  while (t < to) {
    const equity = cash + units * value[t++]!;
    const d = equity / last - 1 - centre;
    last = equity;
    d1 += d;
    d2 += d * d;
    if (equity >= high) {
      high = equity;
      floor = high * depth;
    } else if (equity < floor) break;
  }
  sums[lastAt] = last;
  sums[highAt] = high;
  sums[floorAt] = floor;
  sums[d1At] = d1;
  sums[d2At] = d2;
  return t;
}

/** Equity that may be deeper below its peak than any before it. */
function sink(equity: number, bar: number): void {
  const high = sums[highAt]!;
  const depth = equity / high - 1;
  if (depth < sums[worstAt]!) sums[worstAt] = depth;
  sums[floorAt] = floorOf(high, sums[worstAt]!);
  if (!(equity > 0) && bar < sums[ruinAt]!) sums[ruinAt] = bar;
}
