import { toFlat } from "../execution/sizing.ts";
import { countOrder, review } from "../risk/review.ts";
import type { RiskRequest } from "../risk/risk.ts";
import { notionalAt, quotedAt, valueAt } from "../trade/contract.ts";
import type { Liquidity } from "../trade/fees.ts";
import {
  createOrder,
  moveOrder,
  type Order,
  type OrderWish,
  rewriteOrder,
  type SizingContext,
} from "../trade/order.ts";
import { type FillPoint, roundingPart, tradeOrder } from "./book.ts";
import { countVerdict, equityOf, grossBeside, type Session, type Slot } from "./session.ts";
import { takerOnTick } from "./taker-price.ts";
import { addTo, takeFrom } from "./tally.ts";

/** A record for what a sizing policy may look at, to be used again and again. */
export const createContext = (): { -readonly [K in keyof SizingContext]: SizingContext[K] } => ({
  price: Number.NaN,
  unit: Number.NaN,
  equity: Number.NaN,
  free: Number.NaN,
  others: Number.NaN,
  quantity: Number.NaN,
  feeRate: Number.NaN,
  feeFixed: Number.NaN,
  lot: Number.NaN,
});

/** What the last quote was made from: written anew by each, so that an order makes no garbage. */
const context = createContext();

/** Ends an order that turns out to ask for nothing, such as one to leave what a stop has closed: none is sent for it. */
const needless = "nothing-to-trade";

/** The change of quantity that an order asks for at a fill point, before review; its price is left in `context`. */
export function wantedOf(session: Session, slot: Slot, order: Order, point: FillPoint): number {
  const { settings } = session;
  const cost = settings.halfSpread + settings.slippage;
  // Without costs, too, an open between two ticks is no price to trade at.
  const worsens = point.liquidity === "taker" && (cost !== 0 || slot.contract.tick !== undefined);
  setContext(session, slot, point.reference, point.liquidity);
  let wanted = sized(order);
  if (worsens && wanted !== 0) {
    // Spread, slippage and the grid worsen the price in the direction of the order, and with it the size.
    const side = wanted > 0 ? 1 : -1;
    setContext(session, slot, takerOnTick(slot, side, point.reference, cost), point.liquidity);
    wanted = sized(order);
    // What its own costs would turn around is not worth trading: a sale at the price of a purchase would flatter.
    if (wanted * side < 0) wanted = 0;
  }
  return Math.abs(wanted) > roundingPart * Math.abs(slot.quantity) ? wanted : 0;
}

/** A buy order never sells, a sell order never buys; one that only reduces stops at nothing. */
function sized({ side, sizing, target, reduceOnly }: Order): number {
  const wanted = sizing(context, target);
  if ((side === "buy" && wanted < 0) || (side === "sell" && wanted > 0)) return 0;
  if (!reduceOnly) return wanted;
  if (wanted * context.quantity >= 0) return 0;
  return Math.abs(wanted) > Math.abs(context.quantity) ? -context.quantity : wanted;
}

function setContext(session: Session, slot: Slot, price: number, liquidity: Liquidity): void {
  const { limits } = session.settings;
  const { quantity, contract } = slot;
  const unit = notionalAt(contract, price);
  const others = session.slots.length === 1 ? 0 : grossBeside(session, slot) + addedBeside(session, slot);
  const equity =
    equityOf(session) +
    (quantity === 0 ? 0 : quantity * (valueAt(contract, price) - valueAt(contract, slot.mark)));
  context.price = price;
  context.unit = unit;
  context.equity = equity;
  context.free = equity - (others + Math.abs(quantity) * unit) / limits.account.grossMax;
  context.others = others;
  context.quantity = quantity;
  context.feeRate = liquidity === "taker" ? contract.fees.taker : contract.fees.maker;
  context.feeFixed = contract.fees.fixed;
  context.lot = contract.lot;
}

/** What orders that are with a venue may still add to the other symbols. */
function addedBeside({ slots, underWay }: Session, except: Slot): number {
  if (underWay === undefined) return 0;
  let added = 0;
  for (const slot of slots) if (slot !== except) added += Math.abs(underWay(slot));
  return added;
}

/**
 * Sizes, reviews and fills an order at a point. Returns whether anything traded; what a limit cut or refused is
 * counted by its rule.
 */
export function execute(session: Session, slot: Slot, order: Order, point: FillPoint): boolean {
  const quantity = admit(session, slot, order, point);
  if (quantity === 0) return false;
  const { price } = session.risk.request;
  endOrder(session, order, "fill");
  order.filled = quantity;
  order.price = price;
  tradeOrder(session, slot, order, point);
  return true;
}

/** Whether risk would leave less of an order than it asks for; nothing is counted, and it does not end. */
export function isCut(session: Session, slot: Slot, wanted: number): boolean {
  return review(session.risk, askRisk(session, slot, wanted)).rule !== undefined;
}

/**
 * Sizes and reviews an order at a point: the signed quantity that may trade, whose price then stands in
 * `session.risk.request`. Where it is 0 the order has ended.
 */
export function admit(session: Session, slot: Slot, order: Order, point: FillPoint): number {
  const wanted = wantedOf(session, slot, order, point);
  if (wanted === 0) {
    order.rule = needless;
    endOrder(session, order, "cancel");
    return 0;
  }
  const verdict = review(session.risk, askRisk(session, slot, wanted));
  if (verdict.rule !== undefined) {
    order.rule = verdict.rule;
    countVerdict(session, verdict.rule);
  }
  if (verdict.quantity === 0) {
    // What waited at its price was there; what was about to go out never was.
    endOrder(session, order, order.status === "pending-new" ? "reject" : "cancel");
    return 0;
  }
  countOrder(session.risk, session.risk.request);
  return verdict.quantity;
}

const endings = { fill: "filled", cancel: "cancelled", expire: "expired", reject: "rejected" } as const;

/** Ends an order in the present bar. */
export function endOrder({ index }: Session, order: Order, by: keyof typeof endings): void {
  moveOrder(order, by, endings[by]);
  order.endedIndex = index;
}

/** Cancels all that waits for a symbol. */
export function cancelAll(session: Session, slot: Slot): void {
  if (slot.orders.length === 0) return;
  const { orders } = slot;
  for (let k = 0; k < orders.length; k++) {
    const order = orders[k]!;
    // One that has just filled may not have been let go yet.
    if (order.endedIndex >= 0) continue;
    if (session.recall) session.recall(order);
    else endOrder(session, order, "cancel");
  }
  slot.orders = [];
}

/** Writes an order down at the close of the present bar. */
export function place(session: Session, slot: Slot, wish: OrderWish): Order {
  const { index, tally } = session;
  const closedMs = session.ts + session.timeframeMs;
  const used = tally && takeFrom(tally.orders);
  if (used) return rewriteOrder(used, slot.index, wish, index, closedMs);
  const order = createOrder(slot.index, wish, index, closedMs);
  if (tally) addTo(tally.orders, order);
  else session.orders.push(order);
  return order;
}

/** What risk is asked about a wanted change of quantity. */
function askRisk(session: Session, slot: Slot, wanted: number): RiskRequest {
  const { request, readsExposures, exposures } = session.risk;
  request.symbol = slot.index;
  request.wanted = wanted;
  request.price = context.price;
  request.unit = context.unit;
  request.quoted = quotedAt(slot.contract, context.price);
  request.mark = slot.lastClose;
  request.quantity = context.quantity;
  request.equity = context.equity;
  request.others = context.others;
  request.feeRate = context.feeRate;
  request.lot = context.lot;
  request.ts = session.ts;
  if (readsExposures) {
    for (const other of session.slots) {
      const { index, quantity, mark, contract } = other;
      exposures[index] = quantity === 0 ? 0 : quantity * notionalAt(contract, mark);
      if (session.underWay && other !== slot) exposures[index] += session.underWay(other);
    }
  }
  return request;
}

/** Closes everything in a slot at a point. */
export const flatten = (session: Session, slot: Slot, point: FillPoint, reason: Order["reason"]): void => {
  execute(session, slot, place(session, slot, { side: "either", sizing: toFlat, reason }), point);
};
