import type { OrderMessage } from "../../ports.ts";
import { quantityOfLots } from "../../trade/instrument.ts";
import { unprotected } from "../../trade/order.ts";
import type { OrderState } from "../../trade/order-state.ts";
import type { OrderFill } from "../../trade/order-transitions.ts";
import { type Lot, stopInForce } from "../../trade/position.ts";
import { closePart, type FillPoint, roundingPart, settle, trade } from "../book.ts";
import type { ExitReason } from "../result.ts";
import type { Desk, Post, Sent } from "./desk.ts";
import { guardOf, lotsIn } from "./guards.ts";

/** Books a fill on the lots that its order is for: so many lots of the instrument were new in what the venue reported. */
export function bookFill(
  desk: Desk,
  post: Post,
  { id, terms }: OrderState,
  lots: number,
  { fee }: OrderMessage,
  { price, liquidity, lots: reported }: OrderFill,
): void {
  const { instrument } = post;
  const quantity = (terms.side === "buy" ? 1 : -1) * quantityOfLots(instrument, lots);
  const paid = fee?.currency === instrument.settle ? fee.amount * (lots / reported) : undefined;
  const point = (reference: number): FillPoint => ({
    reference,
    liquidity,
    moment: "range",
    measured: true,
    ...(paid !== undefined && { fee: paid }),
  });
  const sent = post.sent.get(id);
  const exit = post.exits.get(id);
  const guard = guardOf(post, id);
  if (sent) fillOrder(desk, post, sent, quantity, price, point(sent.reference));
  else if (exit) leaveLot(desk, post, exit.lot, quantity, price, point(exit.reference), exit.reason);
  else if (guard) {
    const { lot } = guard;
    const stop = stopInForce(lot);
    const stopped = id === guard.stopId;
    const reason = !stopped ? "take-profit" : stop === lot.stop ? "stop" : "trail";
    guard.lots -= lots;
    leaveLot(desk, post, lot, quantity, price, point(stopped ? stop : lot.takeProfit), reason);
  }
  keepWhole(desk, post);
}

/** At a venue a position is whole lots: what sums and differences of decimals have left beside them is not held. */
function keepWhole({ session }: Desk, post: Post): void {
  const { slot, instrument } = post;
  let beside = false;
  for (const lot of slot.lots) {
    const whole = Math.sign(lot.quantity) * quantityOfLots(instrument, lotsIn(post, lot.quantity));
    if (lot.quantity === whole) continue;
    lot.quantity = whole;
    beside = true;
  }
  if (!beside) return;
  slot.lots = slot.lots.filter(({ quantity }) => quantity !== 0);
  settle(session, slot);
}

function fillOrder(
  { session }: Desk,
  { slot }: Post,
  { order }: Sent,
  quantity: number,
  price: number,
  point: FillPoint,
): void {
  // At its average price; what it had filled before counts by its size.
  const [before, size] = [Math.abs(order.filled), Math.abs(quantity)];
  order.price = before === 0 ? price : (order.price * before + price * size) / (before + size);
  order.filled += quantity;
  const atOpen = order.kind === "market" && order.placedIndex === session.index - 1;
  const where = atOpen ? ({ ...point, moment: "open" } as const) : point;
  trade(session, slot, quantity, price, where, order.reason, order.protection);
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
