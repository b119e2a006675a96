import { orderOf } from "../../execution/blotter.ts";
import type { OrderMessage } from "../../ports.ts";
import { noteMeasure, settleProbe } from "../../risk/breaker.ts";
import { quantityOfLots } from "../../trade/instrument.ts";
import { unprotected } from "../../trade/order.ts";
import type { OrderState } from "../../trade/order-state.ts";
import { isFinal, type OrderFill } from "../../trade/order-transitions.ts";
import { type Lot, stopInForce } from "../../trade/position.ts";
import { closePart, type FillPoint, roundingPart, trade } from "../book.ts";
import type { ExitReason } from "../result.ts";
import { countVerdict } from "../session.ts";
import { type Desk, type Guard, type Post, type Sent, tellManager } from "./desk.ts";
import { dispatch } from "./dispatch.ts";

/** Takes in what the venue says of an order: books its fills, follows its fate, and sends what that allows. */
export function hear(desk: Desk, { ts, id, report }: OrderMessage): void {
  const filled = orderOf(desk.blotter, id)?.filledLots ?? 0;
  desk.counts.reports++;
  tellManager(desk, { kind: "report", id, report }, ts);
  const order = orderOf(desk.blotter, id);
  const post = order && desk.posts.get(order.terms.symbol);
  if (!order || !post) return;
  const sent = post.sent.get(id);
  if (sent) measure(desk, sent, report, ts);
  // What the order manager did not believe, or had heard before, did not fill.
  const lots = order.filledLots - filled;
  if (lots > 0 && report.kind === "fill") bookFill(desk, post, order, lots, report, sent);
  if (sent) follow(desk, post, order, sent);
  if (isFinal(order.status)) letGo(post, id);
  dispatch(desk, post, ts);
}

/** Shows the breakers how the venue answered. */
function measure(desk: Desk, sent: Sent, report: OrderMessage["report"], ts: number): void {
  const { board, session } = desk;
  const { settings } = session;
  if (report.kind === "accept" || report.kind === "reject") {
    const failed = report.kind === "reject";
    noteMeasure(board, "latencyMs", ts - sent.sentMs, ts);
    noteMeasure(board, "errorRate", 0, ts);
    noteMeasure(board, "rejectRate", failed ? 1 : 0, ts);
    settleProbe(board, !failed, ts);
  } else if (report.kind === "fill" && report.liquidity === "taker") {
    const side = sent.order.side === "sell" || sent.order.filled < 0 ? -1 : 1;
    const paid = side * (report.price / sent.reference - 1);
    noteMeasure(board, "slippageBps", 10_000 * (paid - settings.halfSpread - settings.slippage), ts);
  }
}

/** Books a fill on the lots that its order is for. */
function bookFill(
  desk: Desk,
  post: Post,
  { id, terms }: OrderState,
  lots: number,
  { price, liquidity }: OrderFill,
  sent: Sent | undefined,
): void {
  const { session } = desk;
  const { slot, instrument } = post;
  const quantity = (terms.side === "buy" ? 1 : -1) * quantityOfLots(instrument, lots);
  const point = (reference: number): FillPoint => ({ reference, liquidity, moment: "range", measured: true });
  const exit = post.exits.get(id);
  const guard = guardOf(post, id);
  if (sent) {
    const { order } = sent;
    // At its average price; what it had filled before counts by its size.
    const before = Math.abs(order.filled);
    order.price = (before === 0 ? 0 : order.price * before) + price * Math.abs(quantity);
    order.filled += quantity;
    order.price /= Math.abs(order.filled);
    const atOpen = order.kind === "market" && order.placedIndex === session.index - 1;
    const where = { ...point(sent.reference), moment: atOpen ? "open" : "range" } as const;
    trade(session, slot, quantity, price, where, order.reason, order.protection);
  } else if (exit) {
    leaveLot(desk, post, exit.lot, quantity, price, point(exit.reference), exit.reason);
  } else if (guard) {
    const { lot } = guard;
    const stop = stopInForce(lot);
    const stopped = id === guard.stopId;
    const reason = !stopped ? "take-profit" : stop === lot.stop ? "stop" : "trail";
    guard.lots -= lots;
    leaveLot(desk, post, lot, quantity, price, point(stopped ? stop : lot.takeProfit), reason);
  }
}

/**
 * Books a fill that leaves a lot. Where one trade sets off both orders of a pair, the second fills before it can be
 * cancelled: what is beyond the lot then takes away from the others, first in, first out.
 */
function leaveLot(
  { session }: Desk,
  { slot }: Post,
  lot: Lot,
  quantity: number,
  price: number,
  point: FillPoint,
  reason: ExitReason,
): void {
  const there = slot.lots.includes(lot) ? Math.min(Math.abs(lot.quantity), Math.abs(quantity)) : 0;
  if (there > 0) closePart(session, slot, lot, -Math.sign(quantity) * there, price, point, reason);
  const beyond = Math.abs(quantity) - there;
  if (beyond > roundingPart * Math.abs(quantity)) {
    trade(session, slot, Math.sign(quantity) * beyond, price, point, "risk", unprotected);
  }
}

function guardOf({ guards }: Post, id: string): Guard | undefined {
  for (const guard of guards.values()) if (guard.stopId === id || guard.targetId === id) return guard;
  return undefined;
}

/** The order of a decision stands where the order manager says that it does. */
function follow({ session }: Desk, post: Post, state: OrderState, { order }: Sent): void {
  order.status = state.status;
  if (!isFinal(state.status)) return;
  order.endedIndex = session.index;
  if (state.status === "rejected") {
    order.rule = state.reason ?? "venue";
    countVerdict(session, `venue: ${order.rule}`);
  }
  post.slot.orders = post.slot.orders.filter((other) => other !== order);
}

/** Forgets an order that has ended. */
function letGo(post: Post, id: string): void {
  post.sent.delete(id);
  post.exits.delete(id);
  const guard = guardOf(post, id);
  if (!guard) return;
  guard.alive.delete(id);
  if (guard.alive.size === 0) post.guards.delete(guard.lot);
}
