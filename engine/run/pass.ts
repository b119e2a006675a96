import { startBar } from "../risk/observe.ts";
import type { Bars } from "../trade/bars.ts";
import { valueAt } from "../trade/contract.ts";
import { followBar, widen } from "../trade/position.ts";
import { settle } from "./book.ts";
import type { MarketData, MarketFacts } from "./market.ts";
import { trailReachedAt } from "./reach.ts";
import { equityOf, type Session, type Slot } from "./session.ts";

const dayMs = 86_400_000;

/**
 * Passes over bars from `from` on, up to and without `to`, in which nothing can happen: no order waits, no level is
 * within a range, no holding cost falls due, no limit of risk is reached. All symbols must have a bar on each. Returns
 * the first bar that was not passed over, and leaves the session as if the one before had been visited, up to its
 * decisions.
 */
export function passQuiet(
  session: Session,
  market: MarketData,
  { least }: MarketFacts,
  from: number,
  to: number,
): number {
  const { slots } = session;
  let end = to;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (slot.orders.length > 0 || slot.watch || (slot.trails && slot.lots.length > 1)) return from;
    if (slot.lots.length > 0) end = Math.min(end, reachedAt(slot, market.bars[slot.index]!, from, end));
    if (end <= from) return from;
  }
  if (!isSafe(session, least)) end = alarmedAt(session, market, from, end);
  if (end <= from) return from;
  const measures = session.tally === undefined || session.tally.measuresTrades;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (slot.lots.length > 0 && (slot.trails || measures)) live(session, slot, market.bars[s]!, from, end);
  }
  arrive(session, market, end - 1);
  return end;
}

/** The first bar before `to` in whose range a level of a slot lies, or at whose open a lot is left. */
function reachedAt(slot: Slot, { high, low }: Bars, from: number, to: number): number {
  const { alertLow, alertHigh, lots } = slot;
  const end = Math.min(to, slot.exitIndex);
  if (slot.trails) return trailReachedAt(lots[0]!, high, low, from, end);
  if (alertLow === Number.NEGATIVE_INFINITY && alertHigh === Number.POSITIVE_INFINITY) return end;
  let t = from;
  while (t < end && low[t]! > alertLow && high[t]! < alertHigh) t++;
  return t;
}

/** Whether no close can set off an alarm: only ruin would, and not even the lowest close of all brings it about. */
function isSafe({ risk, settings, cash, slots }: Session, least: Float64Array): boolean {
  if (risk.state.standing.mode === "halted") return true;
  const { account, stops } = settings.limits;
  if (account.maxDrawdown < 1 || account.dailyLoss !== null || stops.strategyDrawdown !== null) return false;
  let equity = cash;
  for (let s = 0; s < slots.length; s++) {
    const { quantity, contract } = slots[s]!;
    if (quantity < 0 || contract.inverse) return false;
    if (quantity > 0) equity += quantity * contract.size * least[s]!;
  }
  return equity > 0;
}

/**
 * The first bar before `to` at whose close equity sets off an alarm. Moves the peak, and the day with its first equity, over
 * the bars before it.
 */
function alarmedAt(session: Session, market: MarketData, from: number, to: number): number {
  const { risk, cash, slots } = session;
  const { state } = risk;
  const { ts } = market;
  const held = slots.filter(({ quantity }) => quantity !== 0);
  // Of cash alone the first bar tells all, but for the day that ends a bad one.
  const isStill = held.length === 0 && state.standing.mode === "active";
  const end = isStill ? Math.min(to, from + 1) : to;
  const keep = keptOf(session);
  // Products, not what a call gives: the compiler knows them for numbers, and makes no object of them at every bar.
  let nextDayMs = (state.day + 1) * (risk.watches ? dayMs : Number.NaN);
  let dayFloor = state.dayEquity * dayShareOf(session);
  let { peak } = state;
  let t = from;
  for (; t < end; t++) {
    if (ts[t]! >= nextDayMs) {
      startBar(state, ts[t]!, t === from ? equityOf(session) : equityAt(held, cash, market, t - 1));
      nextDayMs = (state.day + 1) * dayMs;
      dayFloor = state.dayEquity * dayShareOf(session);
    }
    let equity = cash;
    for (let k = 0; k < held.length; k++) {
      const { quantity, contract, index } = held[k]!;
      equity += quantity * valueAt(contract, market.bars[index]!.close[t]!);
    }
    if (equity > peak) peak = equity;
    if (!(equity > 0) || !(equity > peak * keep) || !(equity > dayFloor)) break;
  }
  state.peak = peak;
  if (t < end) return t;
  if (isStill && risk.watches) startBar(state, ts[to - 1]!, cash);
  return to;
}

/** Equity at the close of bar t of an account that holds the same since. */
function equityAt(held: readonly Slot[], cash: number, market: MarketData, t: number): number {
  let equity = cash;
  for (const { quantity, contract, index } of held) {
    equity += quantity * valueAt(contract, market.bars[index]!.close[t]!);
  }
  return equity;
}

/** The share of its peak above which equity sets off no alarm; one that has gone off is not heard again. */
function keptOf({ settings, risk }: Session): number {
  const { account, stops } = settings.limits;
  const own = risk.state.standing.cause === "strategy-drawdown" ? null : stops.strategyDrawdown;
  return 1 - Math.min(account.maxDrawdown, own ?? 1);
}

/** The share of its first equity above which a day is not a bad one; one that is bad already is not judged again. */
function dayShareOf({ settings, risk: { state } }: Session): number {
  const { dailyLoss } = settings.limits.account;
  return dailyLoss === null || state.standing.mode !== "active" ? Number.NEGATIVE_INFINITY : 1 - dailyLoss;
}

/** Shows bars that were passed over to the lots of a slot: their extremes, and what follows them. */
function live(session: Session, slot: Slot, { high, low }: Bars, from: number, to: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (let t = from; t < to; t++) {
    if (high[t]! > highest) highest = high[t]!;
    if (low[t]! < lowest) lowest = low[t]!;
  }
  for (const lot of slot.lots) {
    widen(lot, highest, lowest);
    if (slot.trails) followBar(lot, highest, lowest);
  }
  if (slot.trails) settle(session, slot);
}

/** Leaves a session as if bar t had been visited, up to its decisions, which read nothing of a bar but its close. */
function arrive(session: Session, { ts, bars }: MarketData, t: number): void {
  const { slots } = session;
  session.index = t;
  session.ts = ts[t]!;
  if (session.risk.tape !== undefined) session.risk.tape.now = t;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    const close = bars[s]!.close[t]!;
    slot.present = true;
    slot.close = close;
    slot.mark = close;
    slot.lastClose = close;
    slot.closedMs = ts[t]! + session.timeframeMs;
    slot.lastIndex = t;
  }
}
