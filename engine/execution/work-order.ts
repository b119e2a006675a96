import { applyEvent, type OwnOrder } from "../trade/order-state.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import { type Amendment, isFinal, type OrderEvent, type OrderStatus } from "../trade/order-transitions.ts";
import type { Rejection } from "../trade/rejection.ts";
import { type Blotter, reservedOf } from "./blotter.ts";
import { act, type Draft } from "./draft.ts";
import { addEntry, closeEntry, type Entry } from "./order-table.ts";
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
  const { order } = addEntry(blotter.orders, id, terms, group, nowMs);
  if (group !== undefined) joinGroup(blotter, group, order);
  const { instrument } = blotter.listings.get(terms.symbol)!;
  act(draft, { kind: "place", request: placeRequest(instrument, id, terms) });
}

function joinGroup(blotter: Blotter, key: string, order: OwnOrder): void {
  const group = blotter.groups.get(key)!;
  const before = reservedOf(group);
  group.orders.set(order.id, order);
  blotter.reserved += reservedOf(group) - before;
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
  const { instrument } = blotter.listings.get(terms.symbol)!;
  act(draft, { kind: "amend", request: amendRequest(instrument, id, change) });
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
  act(draft, { kind: "cancel", id, symbol: terms.symbol });
  return undefined;
}

/** Asks the venue what became of an order. */
export function sendQuery(entry: Entry, nowMs: number, draft: Draft): void {
  entry.askedMs = nowMs;
  entry.queries += 1;
  const { id, terms } = entry.order;
  act(draft, { kind: "query", id, symbol: terms.symbol, askedMs: nowMs });
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
  const { order } = entry;
  const before = order.status;
  const refusal = applyEvent(order, event);
  if (refusal) return refusal;
  const { status } = order;
  if (isFinal(status)) {
    closeEntry(blotter.orders, entry, nowMs);
    return undefined;
  }
  if (status !== before) {
    entry.askedMs = nowMs;
    entry.queries = 0;
  }
  if (entry.cancelWanted && isResting(status)) {
    entry.cancelWanted = false;
    sendCancel(blotter, entry, nowMs, draft);
  }
  return undefined;
}
