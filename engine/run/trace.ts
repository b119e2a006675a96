import { notionalAt, valueAt } from "../trade/contract.ts";
import { isKnown, type MarketData } from "./market.ts";
import type { Records } from "./record.ts";
import type { Session, Slot } from "./session.ts";

/**
 * What a run held, as steps: from each bar `at` on, until the next, the account held this cash and these quantities
 * after everything that happened at the close. Equity of every close follows from it.
 */
export interface Trace {
  readonly symbols: number;
  count: number;
  at: Int32Array;
  cash: Float64Array;
  /** `symbols` numbers a step. */
  quantity: Float64Array;
}

/** An empty trace. */
export const createTrace = (symbols: number): Trace => ({
  symbols,
  count: 0,
  at: new Int32Array(1_024),
  cash: new Float64Array(1_024),
  quantity: new Float64Array(1_024 * symbols),
});

/** Writes down what a session holds after the close of bar t, where it is not what it held before. */
export function markTrace(trace: Trace, { cash, slots }: Session, t: number): void {
  const { count, symbols } = trace;
  if (count > 0 && trace.cash[count - 1] === cash) {
    let same = true;
    const last = (count - 1) * symbols;
    for (let s = 0; s < symbols; s++) if (trace.quantity[last + s] !== slots[s]!.quantity) same = false;
    if (same) return;
  }
  if (count === trace.at.length) grow(trace);
  trace.at[count] = t;
  trace.cash[count] = cash;
  for (let s = 0; s < symbols; s++) trace.quantity[count * symbols + s] = slots[s]!.quantity;
  trace.count = count + 1;
}

/** The same of an account with a single symbol, in numbers. */
export function addStep(trace: Trace, t: number, cash: number, quantity: number): void {
  const { count } = trace;
  if (count > 0 && trace.cash[count - 1] === cash && trace.quantity[count - 1] === quantity) return;
  if (count === trace.at.length) grow(trace);
  trace.at[count] = t;
  trace.cash[count] = cash;
  trace.quantity[count] = quantity;
  trace.count = count + 1;
}

function grow(trace: Trace): void {
  const double = <T extends Int32Array | Float64Array>(old: T, fresh: T): T => {
    fresh.set(old);
    return fresh;
  };
  trace.at = double(trace.at, new Int32Array(2 * trace.at.length));
  trace.cash = double(trace.cash, new Float64Array(2 * trace.cash.length));
  trace.quantity = double(trace.quantity, new Float64Array(2 * trace.quantity.length));
}

/** The marks of each symbol at every close: its last known close. */
export const marksOf = ({ bars }: MarketData): Float64Array[] => bars.map(({ close }) => lastKnown(close));

/** Fills in the columns of a run from its trace. */
export function recordTrace(
  trace: Trace,
  slots: readonly Slot[],
  marks: readonly Float64Array[],
  records: Records,
): void {
  const { at, cash, quantity, count, symbols } = trace;
  const { length } = records.equity;
  for (let k = 0; k < count; k++) {
    const from = at[k]!;
    const to = k + 1 < count ? at[k + 1]! : length;
    let held = 0;
    for (let s = 0; s < symbols; s++) if (quantity[k * symbols + s] !== 0) held++;
    if (held === 0) recordFlat(records, cash[k]!, from, to);
    else if (symbols === 1) recordOne(records, trace, k, slots[0]!, marks[0]!, from, to);
    else for (let t = from; t < to; t++) recordBar(records, trace, k, slots, marks, t);
  }
}

/** A column with the last known value where it is not known; itself where it always is. */
export function lastKnown(column: Float64Array): Float64Array {
  if (isKnown(column)) return column;
  let last = Number.NaN;
  return column.map((x) => (last = x === x ? x : last));
}

function recordFlat({ equity, exposure, net }: Records, cash: number, from: number, to: number): void {
  equity.fill(cash, from, to);
  net.fill(0, from, to);
  exposure.fill(0, from, to);
}

function recordOne(
  { equity, net }: Records,
  { cash, quantity }: Trace,
  k: number,
  { contract: { inverse, size } }: Slot,
  marks: Float64Array,
  from: number,
  to: number,
): void {
  const money = cash[k]!;
  const units = quantity[k]!;
  for (let t = from; t < to; t++) {
    const value = units * (inverse ? -size / marks[t]! : size * marks[t]!);
    const worth = money + value;
    equity[t] = worth;
    // Exposure is a multiple of equity; of none there is none.
    net[t] = worth > 0 ? (inverse ? -value : value) / worth : 0;
  }
}

function recordBar(
  { equity, exposure, net }: Records,
  { cash, quantity, symbols }: Trace,
  k: number,
  slots: readonly Slot[],
  marks: readonly Float64Array[],
  t: number,
): void {
  let worth = cash[k]!;
  let gross = 0;
  let sum = 0;
  for (const { index, contract } of slots) {
    const units = quantity[k * symbols + index]!;
    if (units === 0) continue;
    const mark = marks[index]![t]!;
    const notional = units * notionalAt(contract, mark);
    worth += units * valueAt(contract, mark);
    gross += Math.abs(notional);
    sum += notional;
  }
  equity[t] = worth;
  exposure[t] = worth > 0 ? gross / worth : 0;
  net[t] = worth > 0 ? sum / worth : 0;
}
