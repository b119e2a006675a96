import { mayTrade, noteOrder } from "../../risk/breaker.ts";
import { gridCount } from "../../trade/grid.ts";
import { lotsWithin } from "../../trade/instrument.ts";
import type { Order } from "../../trade/order.ts";
import type { OrderTerms } from "../../trade/order-terms.ts";
import { isRejected } from "../../trade/rejection.ts";
import { type FillPoint, roundingPart } from "../book.ts";
import { admit, endOrder, wantedOf } from "../execute.ts";
import { countVerdict } from "../session.ts";
import { command, type Desk, isLeft, type Post, touchOf } from "./desk.ts";
import { keepGuards, lotsIn, recallGuard } from "./guards.ts";

/**
 * Sends what can be sent for a symbol. What takes a position away goes only once its protective orders are gone, and
 * nothing goes while an order that was asked back may still fill: so no two orders ever close the same lot.
 */
export function dispatch(desk: Desk, post: Post, nowMs: number): void {
  const { slot } = post;
  let held = leaveOnTime(desk, post, nowMs);
  for (const order of [...slot.orders]) {
    if (order.status !== "pending-new" || isSent(post, order)) continue;
    if (sendOrder(desk, post, order, nowMs)) continue;
    held = true;
  }
  slot.orders = slot.orders.filter(({ endedIndex }) => endedIndex < 0);
  if (!held) keepGuards(desk, post, nowMs);
}

const isSent = ({ sent }: Post, order: Order): boolean => {
  for (const each of sent.values()) if (each.order === order) return true;
  return false;
};

const isLeaving = ({ sent }: Post): boolean => {
  for (const { leaving } of sent.values()) if (leaving) return true;
  return false;
};

/** Where an order is sized: at its own price where it waits for one, else where it would take now. */
function pointOf({ session }: Desk, post: Post, order: Order): FillPoint {
  const { limit, trigger } = order;
  if (limit !== undefined) return { reference: limit, liquidity: "maker", moment: "open" };
  if (trigger !== undefined) return { reference: trigger, liquidity: "taker", moment: "open" };
  // The side that a target needs is known only from the position and the price, whichever side of the spread.
  const wanted = wantedOf(session, post.slot, order, {
    reference: post.last,
    liquidity: "taker",
    moment: "open",
  });
  return { reference: touchOf(post, wanted), liquidity: "taker", moment: "open" };
}

/** Sends an order, or lets it end; false where it must wait. */
function sendOrder(desk: Desk, post: Post, order: Order, nowMs: number): boolean {
  const { session } = desk;
  const { slot } = post;
  if (isLeaving(post) || post.exits.size > 0 || !(post.last > 0)) return false;
  const point = pointOf(desk, post, order);
  const wanted = wantedOf(session, slot, order, point);
  const reduces = wanted * slot.quantity < 0;
  if (reduces && post.guards.size > 0) {
    for (const guard of post.guards.values()) recallGuard(desk, post, guard, nowMs);
    return false;
  }
  if (!reduces && wanted !== 0 && !mayTrade(desk.board, nowMs)) {
    order.rule = "breaker";
    countVerdict(session, "breaker");
    endOrder(session, order, "reject");
    return true;
  }
  const quantity = admit(session, slot, order, point);
  if (quantity === 0) return true;
  // A difference of whole lots is whole but for the rounding of what it was taken from.
  const rounding = roundingPart * Math.abs(slot.quantity);
  const lots = lotsWithin(post.instrument, Math.abs(quantity) + rounding);
  if (lots === 0) {
    endOrder(session, order, "cancel");
    return true;
  }
  const closes = reduces && Math.abs(quantity) <= Math.abs(slot.quantity);
  const terms = termsOf(desk, post, order, quantity > 0 ? "buy" : "sell", lots, closes);
  const result = command(desk, post, { kind: "place", terms, price: point.reference }, nowMs);
  if (isRejected(result)) {
    order.rule = result.rule;
    countVerdict(session, result.rule);
    endOrder(session, order, "reject");
    return true;
  }
  if (!reduces) noteOrder(desk.board, nowMs);
  post.sent.set(result.ids[0]!, { order, reference: point.reference, sentMs: nowMs, leaving: false });
  return true;
}

/** An order in the terms of its instrument. */
function termsOf(
  { session }: Desk,
  { instrument }: Post,
  order: Order,
  side: "buy" | "sell",
  lots: number,
  closes: boolean,
): OrderTerms {
  const { kind, limit, trigger, lastIndex, placedIndex, placedMs } = order;
  const ticks = (price: number) => gridCount(instrument.tick, price, "nearest");
  const bounded = lastIndex !== Number.POSITIVE_INFINITY;
  return {
    symbol: instrument.symbol,
    side,
    kind,
    lots,
    tif: bounded ? "gtd" : order.tif,
    ...(limit !== undefined && { limitTicks: ticks(limit) }),
    ...(trigger !== undefined && { triggerTicks: ticks(trigger) }),
    ...(bounded && { untilMs: placedMs + (lastIndex - placedIndex) * session.timeframeMs }),
    ...(order.postOnly && { postOnly: true }),
    ...((order.reduceOnly || closes) && { reduceOnly: true }),
  };
}

/** Leaves lots whose time is over, once nothing protects them any more; whether anything waits for that. */
function leaveOnTime(desk: Desk, post: Post, nowMs: number): boolean {
  const { session } = desk;
  const { slot, guards, exits } = post;
  let held = false;
  for (const lot of slot.lots) {
    if (lot.lastIndex > session.index || isLeft(post, lot)) continue;
    const guard = guards.get(lot);
    if (guard) {
      recallGuard(desk, post, guard, nowMs);
      held = true;
      continue;
    }
    const side = lot.quantity > 0 ? "sell" : "buy";
    const lots = lotsIn(post, lot.quantity);
    const { symbol } = post.instrument;
    const terms: OrderTerms = { symbol, side, kind: "market", tif: "gtc", lots, reduceOnly: true };
    const result = command(desk, post, { kind: "place", terms, price: post.last }, nowMs);
    if (isRejected(result)) countVerdict(session, result.rule);
    else exits.set(result.ids[0]!, { lot, reason: "time", reference: touchOf(post, -lot.quantity) });
  }
  return held;
}

/** Asks for an order of a decision back; what was never sent is gone at once. */
export function recall(desk: Desk, post: Post, order: Order, nowMs: number): void {
  for (const [id, sent] of post.sent) {
    if (sent.order !== order) continue;
    if (sent.leaving) return;
    sent.leaving = true;
    command(desk, post, { kind: "cancel", id }, nowMs);
    return;
  }
  if (order.endedIndex < 0) endOrder(desk.session, order, "cancel");
}
