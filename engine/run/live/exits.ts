import type { OrderTerms } from "../../trade/order-terms.ts";
import type { Lot } from "../../trade/position.ts";
import { isRejected } from "../../trade/rejection.ts";
import type { ExitReason } from "../result.ts";
import { countVerdict } from "../session.ts";
import { command, type Desk, noteRefusal, type Post, touchOf } from "./desk.ts";
import { lotsIn, recallGuard } from "./guards.ts";
import { exitOf, isLeft } from "./leaving.ts";

/** Leaves the lots that must go, once nothing protects them any more. */
export function leaveLots(desk: Desk, post: Post, nowMs: number): void {
  for (const lot of post.slot.lots) {
    const reason = exitOf(desk, post, lot);
    if (reason === undefined || isLeft(post, lot)) continue;
    const guard = post.guards.get(lot);
    if (guard) recallGuard(desk, post, guard, nowMs);
    else if (nowMs >= post.pausedUntilMs) leave(desk, post, lot, reason, nowMs);
  }
}

function leave(desk: Desk, post: Post, lot: Lot, reason: ExitReason, nowMs: number): void {
  const side = lot.quantity > 0 ? "sell" : "buy";
  const lots = lotsIn(post, lot.quantity);
  const { symbol } = post.instrument;
  const terms: OrderTerms = { symbol, side, kind: "market", tif: "gtc", lots, reduceOnly: true };
  const result = command(desk, post, { kind: "place", terms, price: post.last }, nowMs);
  if (isRejected(result)) {
    countVerdict(desk.session, result.rule);
    noteRefusal(post, nowMs);
  } else post.exits.set(result.ids[0]!, { lot, reason, reference: touchOf(post, -lot.quantity) });
}
