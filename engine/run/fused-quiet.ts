import { valueAt } from "../trade/contract.ts";
import { boundAbove, boundBelow } from "./cover.ts";
import type { Lane, Pass } from "./fused-lane.ts";
import type { Trace } from "./trace.ts";

/**
 * Whether no close of the bars from `from` on, up to and without `to`, sets off an alarm: ruin, a drawdown at which an account
 * halts or is left, the loss of a day after which nothing is added. As long as bounds of equity tell, no close is looked
 * at; from the first time that they do not, every close is, those before included.
 */
export function staysQuiet(pass: Pass, trace: Trace, from: number, to: number): boolean {
  if (from >= to || (pass.share === 0 && isSolvent(pass))) return true;
  if (pass.roughly) {
    if (isFarAbove(pass, from, to)) return true;
    pass.roughly = false;
    catchUp(pass, trace, from);
  }
  return isQuiet(pass, from, to);
}

/** Whether the lowest close of all brings no ruin about, which is all that there is to fear. */
function isSolvent({ session, lanes, least }: Pass): boolean {
  let worst = session.cash;
  for (let s = 0; s < lanes.length; s++) {
    const { quantity, contract } = lanes[s]!.slot;
    if (quantity < 0) return false;
    if (quantity > 0) worst += quantity * contract.size * least[s]!;
  }
  return worst > 0;
}

/** Whether even the lowest of bounds is above what the highest of them, now or before, makes of the limits. */
function isFarAbove(pass: Pass, from: number, to: number): boolean {
  const { session, lanes } = pass;
  let low = session.cash;
  let high = session.cash;
  for (let s = 0; s < lanes.length; s++) {
    const { slot, closes } = lanes[s]!;
    const { quantity, contract } = slot;
    if (quantity === 0) continue;
    // Rounding keeps order: a bound of prices is one of what is made of them.
    const least = quantity * valueAt(contract, boundBelow(closes, from, to));
    const most = quantity * valueAt(contract, boundAbove(closes, from, to));
    low += quantity > 0 ? least : most;
    high += quantity > 0 ? most : least;
  }
  if (high < pass.mostEquity) high = pass.mostEquity;
  if (!(low > 0) || !(low > high * pass.share)) return false;
  pass.mostEquity = high;
  return true;
}

/** Looks at the closes before bar `to`, none of which set off an alarm, for the peak and the day that they leave. */
function catchUp(pass: Pass, { at, cash, quantity, count, symbols }: Trace, to: number): void {
  const { session, lanes } = pass;
  for (let k = 0; k < count; k++) {
    session.cash = cash[k]!;
    for (let s = 0; s < symbols; s++) lanes[s]!.slot.quantity = quantity[k * symbols + s]!;
    const end = k + 1 < count ? at[k + 1]! : to;
    if (at[k]! < end) isQuiet(pass, at[k]!, end);
  }
}

/** The same by every close. Moves the peak over them, and the day with its first equity up to the open of bar `to`. */
function isQuiet(pass: Pass, from: number, to: number): boolean {
  const { session, lanes, days } = pass;
  let held = 0;
  let only = lanes[0]!;
  for (let s = 0; s < lanes.length; s++) {
    if (lanes[s]!.slot.quantity === 0) continue;
    held++;
    only = lanes[s]!;
  }
  for (let t = from; ; ) {
    const day = pass.nextDay < days.length ? days[pass.nextDay]! : Number.POSITIVE_INFINITY;
    const end = day < to ? day : to;
    const quiet =
      held === 0
        ? isQuietFlat(pass, t, end)
        : held === 1
          ? isQuietOne(pass, only, t, end)
          : isQuietMany(pass, t, end);
    if (!quiet) return false;
    if (day > to) return true;
    pass.nextDay++;
    session.risk.state.dayEquity = equityAt(pass, end - 1);
    t = end;
  }
}

/** The equity that sets off an alarm, as far as it is known before the peak of the bars to come. */
const floorOf = ({ session: { risk }, keep, dayShare }: Pass): number =>
  Math.max(0, risk.state.peak * keep, risk.state.dayEquity * dayShare);

/** Bars on which nothing is held: the first tells all. */
function isQuietFlat(pass: Pass, from: number, to: number): boolean {
  const { state } = pass.session.risk;
  const { cash } = pass.session;
  if (from >= to) return true;
  if (cash > state.peak) state.peak = cash;
  return cash > floorOf(pass);
}

/** Bars of one day on which one symbol is held. */
function isQuietOne(pass: Pass, { slot, bars: { close } }: Lane, from: number, to: number): boolean {
  const { session, keep } = pass;
  const { state } = session.risk;
  const { cash } = session;
  const { quantity, contract } = slot;
  let { peak } = state;
  let floor = floorOf(pass);
  for (let t = from; t < to; t++) {
    const equity = cash + quantity * valueAt(contract, close[t]!);
    if (equity > peak) {
      peak = equity;
      if (peak * keep > floor) floor = peak * keep;
    }
    if (!(equity > floor)) return false;
  }
  state.peak = peak;
  return true;
}

/** The same of several symbols. */
function isQuietMany(pass: Pass, from: number, to: number): boolean {
  const { state } = pass.session.risk;
  for (let t = from; t < to; t++) {
    const equity = equityAt(pass, t);
    if (equity > state.peak) state.peak = equity;
    if (!(equity > floorOf(pass))) return false;
  }
  return true;
}

/** Equity at the close of bar t. */
function equityAt({ session, lanes }: Pass, t: number): number {
  let equity = session.cash;
  for (let s = 0; s < lanes.length; s++) {
    const { slot, bars } = lanes[s]!;
    if (slot.quantity !== 0) equity += slot.quantity * valueAt(slot.contract, bars.close[t]!);
  }
  return equity;
}
