import { valueAt } from "../trade/contract.ts";
import type { Lane, Pass } from "./fused-lane.ts";

/**
 * Whether no close of the bars from `from` on, up to and without `to`, sets off an alarm: ruin, a drawdown at which an account
 * halts or is left, the loss of a day after which nothing is added. Moves the peak over those closes, and the day with
 * its first equity up to the open of bar `to`.
 */
export function staysQuiet(pass: Pass, from: number, to: number): boolean {
  const { session, lanes, days, keep } = pass;
  let held = 0;
  let only = lanes[0]!;
  let safe = keep === 0 && pass.dayShare === 0;
  let worst = session.cash;
  for (let s = 0; s < lanes.length; s++) {
    const lane = lanes[s]!;
    const { quantity, contract } = lane.slot;
    if (quantity === 0) continue;
    held++;
    only = lane;
    if (quantity < 0) safe = false;
    else worst += quantity * contract.size * pass.least[s]!;
  }
  if (safe && worst > 0) return true;
  for (let t = from; ; ) {
    const day = pass.nextDay < days.length ? days[pass.nextDay]! : Number.POSITIVE_INFINITY;
    const end = day < to ? day : to;
    if (
      held === 0
        ? !isQuietFlat(pass, t, end)
        : !(held === 1 ? isQuiet(pass, only, t, end) : areQuiet(pass, t, end))
    )
      return false;
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
function isQuiet(pass: Pass, { slot, bars: { close } }: Lane, from: number, to: number): boolean {
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
function areQuiet(pass: Pass, from: number, to: number): boolean {
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
