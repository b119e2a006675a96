import { gridCount } from "../../trade/grid.ts";
import type { OrderTerms } from "../../trade/order-terms.ts";
import { type Lot, stopInForce } from "../../trade/position.ts";
import { isRejected } from "../../trade/rejection.ts";
import { countVerdict } from "../session.ts";
import { command, type Desk, type Guard, isAtRest, noteRefusal, type Post, stateOf } from "./desk.ts";
import { exitOf, isLeft } from "./leaving.ts";

/** Lots of the instrument in a lot of the position; both are whole by construction. */
export const lotsIn = ({ instrument }: Post, quantity: number): number =>
  gridCount(instrument.lot, Math.abs(quantity), "nearest");

/**
 * Brings the protective orders at the venue in step with the lots: places what is missing, moves stops that have
 * trailed, takes back what protects nothing any more.
 */
export function keepGuards(desk: Desk, post: Post, nowMs: number): void {
  const { slot, guards } = post;
  for (const guard of guards.values()) {
    const stale = !slot.lots.includes(guard.lot) || lotsIn(post, guard.lot.quantity) !== guard.lots;
    if (stale) recallGuard(desk, post, guard, nowMs);
    else moveStop(desk, post, guard, nowMs);
  }
  if (nowMs < post.pausedUntilMs) return;
  for (const lot of slot.lots) {
    const leaves = exitOf(desk, post, lot) !== undefined || isLeft(post, lot);
    if (!leaves && !guards.has(lot)) placeGuard(desk, post, lot, nowMs);
  }
}

/** The terms of a lot's protective orders; undefined for a level that it does not have. */
function guardTerms(
  post: Post,
  lot: Lot,
): readonly [stop: OrderTerms | undefined, target: OrderTerms | undefined] {
  const { instrument } = post;
  const level = stopInForce(lot);
  const lots = lotsIn(post, lot.quantity);
  const base = {
    symbol: instrument.symbol,
    side: lot.quantity > 0 ? "sell" : "buy",
    tif: "gtc",
    lots,
    reduceOnly: true,
  } as const;
  const ticks = (price: number) => gridCount(instrument.tick, price, "nearest");
  return [
    level > 0 ? { ...base, kind: "stop", triggerTicks: ticks(level) } : undefined,
    lot.takeProfit > 0 ? { ...base, kind: "limit", limitTicks: ticks(lot.takeProfit) } : undefined,
  ];
}

function placeGuard(desk: Desk, post: Post, lot: Lot, nowMs: number): void {
  const [stop, target] = guardTerms(post, lot);
  const orders = [stop, target].filter((terms) => terms !== undefined);
  if (orders.length === 0) return;
  const price = post.last;
  const result =
    orders.length === 2
      ? command(desk, post, { kind: "group", group: "oco", orders, price }, nowMs)
      : command(desk, post, { kind: "place", terms: orders[0]!, price }, nowMs);
  if (isRejected(result)) {
    countVerdict(desk.session, result.rule);
    noteRefusal(post, nowMs);
    return;
  }
  const { ids } = result;
  post.guards.set(lot, {
    lot,
    lots: lotsIn(post, lot.quantity),
    stopId: stop && ids[0],
    targetId: target && ids[stop ? 1 : 0],
    alive: new Set(ids),
    leaving: false,
  });
}

/** Moves the stop to where the lot's stop now stands, unless a question about it is open. */
function moveStop(desk: Desk, post: Post, { lot, stopId, alive, leaving }: Guard, nowMs: number): void {
  if (leaving || stopId === undefined || !alive.has(stopId)) return;
  const order = stateOf(desk, stopId);
  if (order?.status !== "untriggered") return;
  const triggerTicks = gridCount(post.instrument.tick, stopInForce(lot), "nearest");
  if (order.terms.triggerTicks === triggerTicks) return;
  command(desk, post, { kind: "amend", id: stopId, change: { triggerTicks } }, nowMs);
}

/** Takes back what protects a lot, both of a pair at once: the second need not wait for the end of the first. */
export function recallGuard(desk: Desk, post: Post, guard: Guard, nowMs: number): void {
  if (guard.leaving) return;
  guard.leaving = true;
  for (const id of guard.alive) command(desk, post, { kind: "cancel", id }, nowMs);
}

/** Asks once more for what was asked back and is still there, because that did not arrive or was refused. */
export function recallAgain(desk: Desk, post: Post, nowMs: number): void {
  const again = (id: string): void => {
    if (isAtRest(desk, id)) command(desk, post, { kind: "cancel", id }, nowMs);
  };
  for (const [id, sent] of post.sent) if (sent.leaving) again(id);
  for (const guard of post.guards.values()) if (guard.leaving) for (const id of guard.alive) again(id);
}

/** The guard that an order belongs to. */
export function guardOf({ guards }: Post, id: string): Guard | undefined {
  for (const guard of guards.values()) if (guard.stopId === id || guard.targetId === id) return guard;
  return undefined;
}
