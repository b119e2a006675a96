import { toFlat } from "../execution/sizing.ts";
import type { Order } from "../trade/order.ts";
import { followBar, type Lot, stopInForce } from "../trade/position.ts";
import { type BarPrices, limitPrice, stopReference } from "../venue/bar-price.ts";
import { firstHit } from "./finer.ts";
import {
  closeLot,
  countVerdict,
  equityOf,
  execute,
  type FillPoint,
  flatten,
  type Session,
  type Slot,
  settle,
  wantedOf,
} from "./session.ts";

const yearMs = 365 * 86_400_000;

const hasBar = (slot: Slot, t: number): boolean => slot.bars.open[t] === slot.bars.open[t];

/**
 * The first half of bar t: marks at the opens, what waits for the open, then what the bar's range reaches. Within
 * a bar reductions come before additions, so that money freed by one symbol can go into another.
 */
export function openBar(session: Session, t: number): void {
  const { slots } = session;
  for (const slot of slots) if (hasBar(slot, t)) slot.mark = slot.bars.open[t]!;
  for (const slot of slots) if (hasBar(slot, t)) leaveOnTime(session, slot, t);
  if (slots.length > 1) fillOpens(session, t, false);
  fillOpens(session, t, true);
  for (const slot of slots) {
    if (!hasBar(slot, t)) continue;
    if (slot.lots.length > 0) protect(session, slot, t);
    if (slot.orders.length > 0) fillInRange(session, slot, t);
  }
}

const atOpen = (slot: Slot, index: number): FillPoint => ({
  index,
  reference: slot.bars.open[index]!,
  liquidity: "taker",
  moment: "open",
});

function leaveOnTime(session: Session, slot: Slot, t: number): void {
  for (const lot of [...slot.lots]) {
    if (lot.lastIndex <= t) closeLot(session, slot, lot, atOpen(slot, t), "time");
  }
}

const isMarket = (order: Order): boolean => order.limit === undefined && order.trigger === undefined;

function fillOpens(session: Session, t: number, adding: boolean): void {
  for (const slot of session.slots) {
    if (slot.orders.length > 0 && hasBar(slot, t)) fillAtOpen(session, slot, t, adding);
  }
}

/** Fills market orders at the open: those that only reduce a position, or (`adding`) all that are left. */
function fillAtOpen(session: Session, slot: Slot, t: number, adding: boolean): void {
  const point = atOpen(slot, t);
  for (const order of [...slot.orders]) {
    if (!isMarket(order)) continue;
    const after = slot.quantity + wantedOf(session, slot, order, point);
    if (!adding && Math.abs(after) >= Math.abs(slot.quantity)) continue;
    slot.orders = slot.orders.filter((other) => other !== order);
    execute(session, slot, order, point);
  }
}

/** Fills limit and stop orders that the bar's range reaches, and drops those that have waited long enough. */
function fillInRange(session: Session, slot: Slot, t: number): void {
  const bar = pricesOf(slot, t);
  for (const order of [...slot.orders]) {
    const point = restingPoint(session, order, bar, t);
    const expired = t >= (order.lastIndex ?? Number.POSITIVE_INFINITY);
    if (point || expired) slot.orders = slot.orders.filter((other) => other !== order);
    if (!point) continue;
    const before = slot.lots.at(-1);
    execute(session, slot, order, point);
    const entered = slot.lots.at(-1);
    if (entered && entered !== before) protectEntrant(session, slot, entered, order, point, bar);
  }
}

function restingPoint(session: Session, order: Order, bar: BarPrices, index: number): FillPoint | undefined {
  const side = order.side === "buy" ? 1 : -1;
  const { limit, trigger } = order;
  const reference =
    trigger !== undefined
      ? stopReference(side, trigger, bar)
      : limitPrice(side, limit!, bar, session.settings.limitFill === "touch");
  if (reference !== reference) return undefined;
  return { index, reference, liquidity: trigger === undefined ? "maker" : "taker", moment: "range" };
}

const pricesOf = (slot: Slot, t: number): BarPrices => ({
  open: slot.bars.open[t]!,
  high: slot.bars.high[t]!,
  low: slot.bars.low[t]!,
});

/** Protective orders of the lots that are there when the bar's range begins. */
function protect(session: Session, slot: Slot, t: number): void {
  if (!(slot.bars.low[t]! <= slot.alertLow || slot.bars.high[t]! >= slot.alertHigh)) return;
  const bar = pricesOf(slot, t);
  for (const lot of [...slot.lots]) protectLot(session, slot, lot, bar, t);
}

function protectLot(session: Session, slot: Slot, lot: Lot, bar: BarPrices, t: number): void {
  const side = lot.quantity > 0 ? -1 : 1;
  const level = stopInForce(lot);
  const stop = stopReference(side, level, bar);
  const target = limitPrice(side, lot.takeProfit, bar, session.settings.limitFill === "touch");
  const stopHit = stop === stop;
  const targetHit = target === target;
  if (!stopHit && !targetHit) return;
  // A gap beyond a level decides before the range is traded.
  const stopGaps = stopHit && stop === bar.open;
  const targetGaps = targetHit && !stopGaps && (bar.open - lot.takeProfit) * side <= 0;
  const takeStop = stopGaps || (stopHit && !targetGaps && (!targetHit || stopFirst(session, slot, lot, t)));
  leave(session, slot, lot, t, takeStop ? stop : target, takeStop);
}

function leave(
  session: Session,
  slot: Slot,
  lot: Lot,
  index: number,
  reference: number,
  stopped: boolean,
): void {
  const reason = !stopped ? "take-profit" : stopInForce(lot) === lot.stop ? "stop" : "trail";
  const liquidity = stopped ? "taker" : "maker";
  closeLot(session, slot, lot, { index, reference, liquidity, moment: "range" }, reason);
}

/** Both levels lie within the bar: finer bars decide where there are any, else the rule of the run. */
function stopFirst(session: Session, slot: Slot, lot: Lot, t: number): boolean {
  const hit = slot.finer && firstHit(slot.finer, session.market.ts[t]!, session.market.timeframeMs, lot);
  if (hit) return hit === "stop";
  countAmbiguous(session, slot, t);
  return session.settings.intrabar === "pessimistic";
}

function countAmbiguous(session: Session, slot: Slot, t: number): void {
  if (slot.ambiguousIndex === t) return;
  slot.ambiguousIndex = t;
  session.ambiguousBars++;
}

/**
 * Protective orders of a lot that was entered within the bar. Price was falling when a buy limit or a sell stop
 * filled, rising otherwise; a level that lies on that way is reached for certain, one on the other side may have
 * been passed before the entry, and the rule of the run decides.
 */
function protectEntrant(
  session: Session,
  slot: Slot,
  lot: Lot,
  order: Order,
  point: FillPoint,
  bar: BarPrices,
): void {
  const t = point.index;
  if (point.reference === bar.open) {
    protectLot(session, slot, lot, bar, t);
    return;
  }
  const side = lot.quantity > 0 ? -1 : 1;
  const since = { ...bar, open: point.reference };
  const stop = stopReference(side, stopInForce(lot), since);
  const target = limitPrice(side, lot.takeProfit, since, session.settings.limitFill === "touch");
  if (stop !== stop && target !== target) return;
  const byLimit = order.trigger === undefined;
  // A limit entry moves towards its stop, a stop entry towards its target.
  const certain = byLimit ? stop === stop : target === target && stop !== stop;
  if (!certain || (stop === stop && target === target)) countAmbiguous(session, slot, t);
  const pessimistic = session.settings.intrabar === "pessimistic";
  if (stop === stop && (pessimistic || (byLimit && target !== target)))
    leave(session, slot, lot, t, stop, true);
  else if (target === target && (!pessimistic || !byLimit)) leave(session, slot, lot, t, target, false);
}

/** The second half of bar t up to the decisions: marks at the closes, holding costs, trailing stops, ruin and halt. */
export function closeBar(session: Session, t: number): void {
  for (const slot of session.slots) {
    if (!hasBar(slot, t)) continue;
    slot.mark = slot.bars.close[t]!;
    if (slot.watch) holdBar(session, slot, t);
  }
  guard(session, t);
}

/** Funding, borrow and trailing stops of one bar. */
function holdBar(session: Session, slot: Slot, t: number): void {
  const { settings, costs, market } = session;
  const notional = slot.quantity * slot.mark;
  const rate = slot.funding?.[t] ?? 0;
  const funding = rate === rate ? notional * rate : 0;
  const borrow = notional < 0 ? (-notional * settings.borrowRate * market.timeframeMs) / yearMs : 0;
  session.cash -= funding + borrow;
  costs.funding += funding;
  costs.borrow += borrow;
  for (const lot of slot.lots) {
    // The extreme of a bar that was entered within its range may have come before the entry.
    const lived = lot.entryIndex < t || lot.moment === "open";
    if (lived) followBar(lot, slot.bars.high[t]!, slot.bars.low[t]!);
  }
  settle(session, slot);
}

/** Liquidates when equity is gone, halts and flattens when the drawdown limit is reached. */
export function guard(session: Session, t: number): void {
  const equity = equityOf(session);
  if (equity > session.peak) session.peak = equity;
  if (session.halted) return;
  const floor = session.peak * (1 - session.settings.maxDrawdown);
  if (equity > floor && equity > 0) return;
  session.halted = true;
  const ruined = !(equity > 0);
  countVerdict(session, ruined ? "liquidation" : "max-drawdown");
  for (const slot of session.slots) {
    slot.orders = [];
    if (slot.quantity === 0) continue;
    const point: FillPoint = { index: t, reference: slot.mark, liquidity: "taker", moment: "close" };
    if (ruined) for (const lot of [...slot.lots]) closeLot(session, slot, lot, point, "liquidation");
    else if (session.settings.fill === "close") flatten(session, slot, point, "risk");
    else slot.orders.push({ side: "either", sizing: toFlat, protection: {}, reason: "risk" });
  }
}
