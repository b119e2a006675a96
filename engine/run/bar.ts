import { toFlat } from "../execution/sizing.ts";
import { endBar, isNewDay, judgeEquity, observeBar, startBar } from "../risk/observe.ts";
import { notionalAt } from "../trade/contract.ts";
import { moveOrder, type Order } from "../trade/order.ts";
import { endOfTerms } from "../trade/order-terms.ts";
import { followBar, widen } from "../trade/position.ts";
import { type BarPrices, limitPrice, stopReference } from "../venue/bar-price.ts";
import { closeLot, type FillPoint, settle } from "./book.ts";
import { cancelAll, endOrder, execute, flatten, place, wantedOf } from "./execute.ts";
import { liquidateInRange, settleExpiry, settleLate } from "./margin.ts";
import { countAmbiguous, pricesOf, protect, protectEntrant } from "./protect-bar.ts";
import { countVerdict, equityOf, type Session, type Slot } from "./session.ts";
import { takerOnTick } from "./taker-price.ts";

const yearMs = 365 * 86_400_000;

/**
 * The first half of a bar: marks at the opens, what waits for the open, then what the bar's range reaches. At the
 * open reductions come before additions, so that money freed by one symbol can go into another.
 */
export function openBar(session: Session): void {
  const { slots, risk } = session;
  // Asked here, too: two numbers handed to a function that is not inlined are two objects at every bar.
  if (risk.watches && isNewDay(risk.state, session.ts)) startBar(risk.state, session.ts, equityOf(session));
  // Loops by index: those over an iterator are so long in bytecode that what they call is not inlined.
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (!slot.present) continue;
    slot.mark = slot.open;
    if (slot.quantity < 0) borrow(session, slot, session.ts - slot.closedMs);
    if (slot.orders.length > 0) dropExpired(session, slot);
    if (slot.contract.expiryMs !== Number.POSITIVE_INFINITY) settleLate(session, slot);
  }
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (slot.present && slot.exitIndex <= session.index) leaveOnTime(session, slot);
  }
  if (slots.length > 1) fillOpens(session, false);
  fillOpens(session, true);
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (!slot.present) continue;
    if (slot.lots.length > 0) protect(session, slot);
    if (slot.orders.length > 0) fillInRange(session, slot);
    if (slot.contract.margin !== undefined && slot.quantity !== 0) liquidateInRange(session, slot);
  }
  if (risk.state.standing.mode === "halted") leaveLiquidated(session);
}

/** After a liquidation within the bar all else is left at the next open. */
function leaveLiquidated(session: Session): void {
  const { cause, sinceMs } = session.risk.state.standing;
  if (cause !== "liquidation" || sinceMs !== session.ts) return;
  for (const slot of session.slots) {
    cancelAll(session, slot);
    if (slot.quantity !== 0) leaveAtOpen(session, slot);
  }
}

/** The last bar of an order may have been missing, or its day over: it does not fill later. */
function dropExpired(session: Session, slot: Slot): void {
  const { orders } = slot;
  let ended = false;
  for (let k = 0; k < orders.length; k++) {
    const order = orders[k]!;
    const over = order.tif === "day" && session.ts >= endOfDay(order.placedMs);
    if (session.index <= order.lastIndex && !over) continue;
    endOrder(session, order, "expire");
    ended = true;
  }
  if (ended) keepOpen(slot);
}

const endOfDay = (ms: number): number => endOfTerms({ tif: "day" }, ms);

/** Lets orders that have ended go. */
function keepOpen({ orders }: Slot): void {
  let kept = 0;
  for (let k = 0; k < orders.length; k++) {
    const order = orders[k]!;
    if (order.endedIndex < 0) orders[kept++] = order;
  }
  // Popped, because an array that is emptied at once lets its room go.
  while (orders.length > kept) orders.pop();
}

const openPoint: FillPoint = { reference: Number.NaN, liquidity: "taker", moment: "open" };

/** The open of the present bar; the same record at every call. */
function atOpen(slot: Slot): FillPoint {
  (openPoint as { reference: number }).reference = slot.open;
  return openPoint;
}

function leaveOnTime(session: Session, slot: Slot): void {
  for (const lot of [...slot.lots]) {
    if (lot.lastIndex <= session.index) closeLot(session, slot, lot, atOpen(slot), "time");
  }
}

/**
 * Whether an order fills at the open: a market order, or a limit order that arrives there and finds its price. One that
 * has waited since an earlier bar provides liquidity; one that arrives and can be filled at once takes it.
 */
function fillsAtOpen(
  { settings }: Session,
  slot: Slot,
  { side, limit, trigger, placedIndex }: Order,
): boolean {
  if (trigger !== undefined) return false;
  if (limit === undefined) return true;
  const sign = side === "buy" ? 1 : -1;
  const price = takerOnTick(slot, sign, slot.open, settings.halfSpread + settings.slippage);
  return placedIndex === slot.lastIndex && price * sign <= limit * sign;
}

function fillOpens(session: Session, adding: boolean): void {
  const { slots } = session;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (slot.orders.length > 0 && slot.present) fillAtOpen(session, slot, adding);
  }
}

/** Fills what can be filled at the open: orders that only reduce a position, or (`adding`) all that are left. */
function fillAtOpen(session: Session, slot: Slot, adding: boolean): void {
  const { orders } = slot;
  if (orders.length === 1) fillOneAtOpen(session, slot, orders[0]!, adding);
  else for (const order of [...orders]) fillOneAtOpen(session, slot, order, adding);
  keepOpen(slot);
  if (adding && slot.orders.length > 0) acceptAll(session, slot);
}

function fillOneAtOpen(session: Session, slot: Slot, order: Order, adding: boolean): void {
  if (!fillsAtOpen(session, slot, order)) return;
  if (order.postOnly) {
    order.rule = "post-only";
    countVerdict(session, "post-only");
    endOrder(session, order, "reject");
    return;
  }
  const point = atOpen(slot);
  if (!adding) {
    const after = slot.quantity + wantedOf(session, slot, order, point);
    if (Math.abs(after) >= Math.abs(slot.quantity)) return;
  }
  execute(session, slot, order, point);
}

/** What arrived at this open and did not fill there: it rests from now on, but for what must fill at once or not at all. */
function acceptAll(session: Session, slot: Slot): void {
  for (const order of slot.orders) {
    if (order.status !== "pending-new") continue;
    moveOrder(order, "accept", order.trigger === undefined ? "working" : "untriggered");
    if (order.trigger === undefined && isImmediate(order)) endOrder(session, order, "cancel");
  }
  keepOpen(slot);
}

const isImmediate = ({ tif }: Order): boolean => tif === "ioc" || tif === "fok";

/** Fills limit and stop orders that the bar's range reaches, and drops those that have waited long enough. */
function fillInRange(session: Session, slot: Slot): void {
  const bar = pricesOf(slot);
  for (const order of [...slot.orders]) {
    // A liquidation cancels what stands behind it.
    if (order.endedIndex >= 0) continue;
    const point = restingPoint(session, slot, order, bar);
    if (point) {
      const before = slot.lots.at(-1);
      execute(session, slot, order, point);
      const entered = slot.lots.at(-1);
      if (entered && entered !== before) protectEntrant(session, slot, entered, point, bar);
    } else if (order.endedIndex >= 0) continue;
    else if (session.index >= order.lastIndex) endOrder(session, order, "expire");
    else if (order.status === "triggered" && isImmediate(order)) endOrder(session, order, "cancel");
  }
  keepOpen(slot);
}

function restingPoint(session: Session, slot: Slot, order: Order, bar: BarPrices): FillPoint | undefined {
  const { limit, trigger } = order;
  if (trigger !== undefined && order.status === "untriggered") {
    const side = order.side === "buy" ? 1 : -1;
    const reference = stopReference(side, trigger, bar);
    if (reference !== reference) return undefined;
    moveOrder(order, "trigger", "triggered");
    return limit === undefined
      ? { reference, liquidity: "taker", moment: "range" }
      : triggeredPoint(session, slot, order, reference, bar);
  }
  // An order that arrives within the spread waits at its own price; the open was before it.
  const arrives = order.placedIndex === slot.lastIndex;
  return limitPoint(session, order, arrives ? { ...bar, open: limit! } : bar);
}

/** Where a limit order that waits since before `bar` fills within it. */
function limitPoint({ settings }: Session, { side, limit }: Order, bar: BarPrices): FillPoint | undefined {
  const reference = limitPrice(side === "buy" ? 1 : -1, limit!, bar, settings.limitFill === "touch");
  return reference === reference ? { reference, liquidity: "maker", moment: "range" } : undefined;
}

/**
 * Where a stop-limit order fills in the bar that triggers it. It takes the price of its trigger if that is within its
 * limit; else it waits at its limit. What the bar trades after a gap at the open is certain to come later; after a
 * trigger within the range it may have been before, and the rule of the run decides.
 */
function triggeredPoint(
  session: Session,
  slot: Slot,
  order: Order,
  reference: number,
  bar: BarPrices,
): FillPoint | undefined {
  const { settings } = session;
  const side = order.side === "buy" ? 1 : -1;
  const limit = order.limit!;
  const price = takerOnTick(slot, side, reference, settings.halfSpread + settings.slippage);
  if (price * side <= limit * side) {
    if (!order.postOnly) return { reference, liquidity: "taker", moment: "range" };
    order.rule = "post-only";
    countVerdict(session, "post-only");
    endOrder(session, order, "reject");
    return undefined;
  }
  // What must fill at once or not at all has met a price beyond its limit.
  if (isImmediate(order)) return undefined;
  const waits = limitPoint(session, order, { ...bar, open: limit });
  if (!waits || reference === bar.open) return waits;
  countAmbiguous(session, slot);
  return settings.intrabar === "optimistic" ? waits : undefined;
}

/** The second half of bar t up to the decisions: marks at the closes, holding costs, trailing stops, ruin and halt. */
export function closeBar(session: Session): void {
  const { slots } = session;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (!slot.present) continue;
    slot.mark = slot.close;
    slot.lastClose = slot.close;
    const { lots } = slot;
    for (let k = 0; k < lots.length; k++) widen(lots[k]!, slot.high, slot.low);
    if (slot.watch || slot.trails) holdBar(session, slot);
    if (slot.contract.expiryMs !== Number.POSITIVE_INFINITY) settleExpiry(session, slot);
    slot.closedMs = session.ts + session.timeframeMs;
    slot.lastIndex = session.index;
  }
  if (session.risk.watches) watchBar(session);
  guard(session);
}

/** Shows a closed bar to the limits that measure the market; bars before the first that counts, too. */
export function watchBar({ risk, slots, index }: Session): void {
  if (!risk.watches) return;
  if (risk.tape !== undefined) {
    risk.tape.now = index;
    return;
  }
  for (const { present, index, high, low, close } of slots) {
    if (present) observeBar(risk.state, index, high, low, close);
  }
  endBar(risk.state);
}

/** Borrow of a short for a time: that of its bar, and before it that in which the market had none. */
export function borrow(session: Session, slot: Slot, ms: number): void {
  const notional = -slot.quantity * notionalAt(slot.contract, slot.mark);
  const cost = (notional * session.settings.borrowRate * ms) / yearMs;
  session.cash -= cost;
  session.costs.borrow += cost;
}

/** Funding, borrow and trailing stops of one bar. */
function holdBar(session: Session, slot: Slot): void {
  const known = slot.paysFunding && slot.funding === slot.funding;
  const funding = known ? slot.quantity * notionalAt(slot.contract, slot.mark) * slot.funding : 0;
  session.cash -= funding;
  session.costs.funding += funding;
  if (slot.quantity < 0) borrow(session, slot, session.timeframeMs);
  for (const lot of slot.lots) {
    // The extreme of a bar that was entered within its range may have come before the entry.
    const lived = lot.entryIndex < session.index || lot.moment === "open";
    if (lived) followBar(lot, slot.high, slot.low);
  }
  settle(session, slot);
}

/** Liquidates when equity is gone; flattens, and halts, when a limit of drawdown is reached. */
export function guard(session: Session): void {
  const { risk, settings } = session;
  const { state } = risk;
  const equity = equityOf(session);
  // The common case is told here: numbers handed to a function that is not inlined are objects at every bar.
  if (equity > state.peak) state.peak = equity;
  const floor = state.peak * (1 - settings.limits.account.maxDrawdown);
  if (!risk.watches && equity > 0 && equity > floor) return;
  const alarm = judgeEquity(state, settings.limits, equity, session.ts);
  if (alarm === undefined) return;
  countVerdict(session, alarm);
  // After a bad day what is held may go on; only nothing is added.
  if (alarm !== "daily-loss") flattenAll(session, alarm === "liquidation");
}

/** Leaves everything: at this close where orders fill there or equity is gone, else at the next open. */
function flattenAll(session: Session, ruined: boolean): void {
  for (const slot of session.slots) {
    cancelAll(session, slot);
    if (slot.quantity === 0) continue;
    const point: FillPoint = { reference: slot.mark, liquidity: "taker", moment: "close" };
    // A symbol without a bar cannot be left sooner.
    if (!slot.present) leaveAtOpen(session, slot);
    else if (ruined && !session.recall)
      for (const lot of [...slot.lots]) closeLot(session, slot, lot, point, "liquidation");
    else if (session.settings.fill === "close") flatten(session, slot, point, "risk");
    else leaveAtOpen(session, slot);
  }
}

const leaveAtOpen = (session: Session, slot: Slot): void => {
  slot.orders.push(place(session, slot, { side: "either", sizing: toFlat, reason: "risk" }));
};
