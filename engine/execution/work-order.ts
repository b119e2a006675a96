import { newOrder, transition } from "../trade/order-state.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import { type Amendment, isFinal, type OrderEvent, type OrderStatus } from "../trade/order-transitions.ts";
import { isRejected, type Rejection } from "../trade/rejection.ts";
import type { Blotter, Draft, Entry } from "./blotter.ts";
import { amendRequest, placeRequest } from "./venue-request.ts";

const restingStatuses: ReadonlySet<OrderStatus> = new Set([
  "untriggered",
  "triggered",
  "working",
  "partially-filled",
]);

/** Whether an order is at the venue with no question open. */
export const isResting = (status: OrderStatus): boolean => restingStatuses.has(status);

/** Writes a new order down and has it sent. */
export function sendPlace(
  blotter: Blotter,
  id: string,
  terms: OrderTerms,
  group: string | undefined,
  nowMs: number,
  draft: Draft,
): void {
  const order = newOrder(id, terms);
  const fresh = { sentMs: nowMs, askedMs: nowMs, queries: 0, refused: 0, cancelWanted: false };
  blotter.open.set(id, { order, group, placedMs: nowMs, ...fresh });
  if (group !== undefined) blotter.groups.get(group)!.orders.set(id, order);
  draft.actions.push({ kind: "place", request: placeRequest(blotter.instruments[terms.symbol]!, id, terms) });
}

/** Has an order changed, if its state allows it. */
export function sendAmend(
  blotter: Blotter,
  entry: Entry,
  change: Amendment,
  nowMs: number,
  draft: Draft,
): Rejection | undefined {
  const refusal = happen(blotter, entry, { kind: "amend-request", change }, nowMs, draft);
  if (refusal) return refusal;
  entry.sentMs = nowMs;
  const { id, terms } = entry.order;
  draft.actions.push({
    kind: "amend",
    request: amendRequest(blotter.instruments[terms.symbol]!, id, change),
  });
  return undefined;
}

/**
 * Has an order cancelled. Until the venue has confirmed that it is there, the wish is kept: a cancel could arrive
 * before the order and leave it behind.
 */
export function sendCancel(
  blotter: Blotter,
  entry: Entry,
  nowMs: number,
  draft: Draft,
): Rejection | undefined {
  const { status, id, terms } = entry.order;
  if (status === "unknown" || status === "pending-new") {
    entry.cancelWanted = true;
    return undefined;
  }
  const refusal = happen(blotter, entry, { kind: "cancel-request" }, nowMs, draft);
  if (refusal) return refusal;
  entry.sentMs = nowMs;
  draft.actions.push({ kind: "cancel", id, symbol: terms.symbol });
  return undefined;
}

/** Asks the venue what became of an order. */
export function sendQuery(entry: Entry, nowMs: number, draft: Draft): void {
  entry.askedMs = nowMs;
  entry.queries += 1;
  const { id, terms } = entry.order;
  draft.actions.push({ kind: "query", id, symbol: terms.symbol, askedMs: nowMs });
}

/** An order whose answer did not come is unknown: it is asked for, never sent again. */
export function lose(blotter: Blotter, entry: Entry, nowMs: number, draft: Draft): void {
  happen(blotter, entry, { kind: "lose" }, nowMs, draft);
  sendQuery(entry, nowMs, draft);
}

/** Lets an event happen to an open order and brings all that is kept of it up to date. */
export function happen(
  blotter: Blotter,
  entry: Entry,
  event: OrderEvent,
  nowMs: number,
  draft: Draft,
): Rejection | undefined {
  const next = transition(entry.order, event);
  if (isRejected(next)) return next;
  const { id } = next;
  const asked = next.status !== entry.order.status;
  entry.order = next;
  if (entry.group !== undefined) blotter.groups.get(entry.group)?.orders.set(id, next);
  if (isFinal(next.status)) {
    blotter.open.delete(id);
    blotter.closed.set(id, { order: next, atMs: nowMs });
    dropOldest(blotter);
    return undefined;
  }
  if (asked) [entry.askedMs, entry.queries] = [nowMs, 0];
  if (entry.cancelWanted && isResting(next.status)) {
    entry.cancelWanted = false;
    sendCancel(blotter, entry, nowMs, draft);
  }
  return undefined;
}

/** Some at once: a map whose first entries were deleted one by one is slow to find its first. */
function dropOldest({ closed, limits }: Blotter): void {
  if (closed.size <= limits.ordersMax) return;
  let left = Math.ceil(limits.ordersMax / 10);
  for (const id of closed.keys()) {
    closed.delete(id);
    left -= 1;
    if (left === 0) return;
  }
}
