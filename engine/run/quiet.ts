import type { Bars } from "../trade/bars.ts";
import { followBar, stopInForce, widen } from "../trade/position.ts";
import type { Records } from "./record.ts";
import type { Session, Slot } from "./session.ts";

/**
 * Passes over the bars of a single symbol from `from` on in which nothing can happen: no order waits, no level is
 * within the range, no decision changes, no holding cost falls due, no limit of risk is reached. Returns the first
 * bar in which something may. Cash and position do not change on the way, so they stay in local variables; of the
 * levels only that of a single trailing lot moves.
 */
export function passQuiet(
  session: Session,
  bars: Bars,
  target: Float64Array,
  records: Records,
  from: number,
): number {
  const slot = session.slots[0]!;
  const { cash, rebalance, risk } = session;
  const halted = risk.state.standing.mode === "halted";
  const { quantity, acted, lots } = slot;
  const { inverse, size } = slot.contract;
  const { low, high, close } = bars;
  const { equity, net } = records;
  const keep = 1 - session.settings.limits.account.maxDrawdown;
  let { peak } = risk.state;
  let { alertLow, alertHigh } = slot;
  const trailing = slot.trails ? lots[0] : undefined;
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  let t = from;
  if (!mayPass(session, slot, keep)) return from;
  for (; t < close.length; t++) {
    const price = close[t]!;
    const wanted = target[t]!;
    if (price !== price) break;
    if (wanted === wanted && wanted !== acted && !halted) {
      if (wanted === 0 || Math.abs(wanted - acted) > rebalance) break;
    }
    if (quantity === 0) {
      equity[t] = cash;
      continue;
    }
    if (low[t]! <= alertLow || high[t]! >= alertHigh) break;
    if (high[t]! > highest) highest = high[t]!;
    if (low[t]! < lowest) lowest = low[t]!;
    const value = quantity * (inverse ? -size / price : size * price);
    const worth = cash + value;
    if (worth > peak) peak = worth;
    else if (!(worth > peak * keep) || !(worth > 0)) break;
    equity[t] = worth;
    net[t] = (inverse ? -value : value) / worth;
    if (trailing) {
      followBar(trailing, high[t]!, low[t]!);
      if (quantity > 0) alertLow = stopInForce(trailing);
      else alertHigh = stopInForce(trailing);
    }
  }
  risk.state.peak = peak;
  for (const lot of lots) widen(lot, highest, lowest);
  slot.alertLow = alertLow;
  slot.alertHigh = alertHigh;
  if (t > from) arrive(session, slot, bars, t - 1);
  return t;
}

/** Whether anything may be passed over: nothing waits, nothing falls due at each bar, and no limit is at hand. */
function mayPass({ cash, risk }: Session, slot: Slot, keep: number): boolean {
  const { mode } = risk.state.standing;
  const { peak } = risk.state;
  if (slot.orders.length > 0 || slot.watch || (slot.trails && slot.lots.length > 1)) return false;
  // The fee of a fill at the last close can have moved a flat account beyond its peak or its limit.
  return slot.quantity !== 0 || mode === "halted" || (cash <= peak && cash > peak * keep && cash > 0);
}

/** Leaves a session as if bar t had been visited, the last of those that were passed over. */
function arrive(session: Session, slot: Slot, { ts, close }: Bars, t: number): void {
  slot.mark = close[t]!;
  slot.lastClose = slot.mark;
  slot.lastIndex = t;
  session.index = t;
  session.ts = ts[t]!;
}
