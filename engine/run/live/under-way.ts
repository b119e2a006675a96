import { notionalAt } from "../../trade/contract.ts";
import { lotsWithin, quantityOfLots } from "../../trade/instrument.ts";
import { remainingLots } from "../../trade/order-state.ts";
import { type Desk, type Post, stateOf } from "./desk.ts";

/**
 * Signed notional that orders at the venue may still add to a symbol, at the prices at which they were sent. Bars fill one
 * order after the other, each seeing what the one before it did; at a venue several are under way at once, and limits
 * must hold whichever of them fill.
 */
export function underWayOf(desk: Desk, post: Post): number {
  const { slot, instrument, work } = post;
  const held = lotsWithin(instrument, Math.abs(slot.quantity));
  const worth = (lots: number, price: number): number =>
    quantityOfLots(instrument, lots) * notionalAt(slot.contract, price);
  let notional = 0;
  for (const [id, { side, reduces, reference, child }] of post.sent) {
    const order = child === 0 ? stateOf(desk, id) : undefined;
    if (!order) continue;
    const adding = remainingLots(order) - (reduces ? held : 0);
    if (adding > 0) notional += side * worth(adding, reference);
  }
  if (work?.adds) {
    const { parent, filledLots } = work.parent;
    notional += (parent.side === "buy" ? 1 : -1) * worth(parent.lots - filledLots, work.reference);
  }
  return notional;
}

/** Whether another symbol is being left at the market: what that frees can be traded with once it is known. */
export const freesElsewhere = ({ list }: Desk, post: Post): boolean =>
  list.some((other) => other !== post && isLeft(other));

function isLeft({ status, sent, exits, guards, slot }: Post): boolean {
  if (status !== "trading") return false;
  if (exits.size > 0) return true;
  for (const { reduces, order } of sent.values()) if (reduces && order.kind === "market") return true;
  if (slot.orders.length === 0) return false;
  for (const { leaving } of guards.values()) if (leaving) return true;
  return false;
}
