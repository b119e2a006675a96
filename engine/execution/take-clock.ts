import type { Blotter } from "./blotter.ts";
import { act, type Draft } from "./draft.ts";
import { dropClosed, type Entry, entriesOf } from "./order-table.ts";
import { happen, isResting, lose, sendQuery } from "./work-order.ts";

/** Asks again about orders whose answer has not come, and remembers closed orders only for a while. */
export function takeClock(blotter: Blotter, nowMs: number, draft: Draft): void {
  const { limits, orders } = blotter;
  for (const entry of entriesOf(orders, orders.open)) {
    const { status } = entry.order;
    const waited = nowMs - entry.askedMs;
    if (status === "unknown") askAgain(blotter, entry, waited, nowMs, draft);
    else if (status.startsWith("pending") && waited >= limits.answerMs) lose(blotter, entry, nowMs, draft);
  }
  dropClosed(orders, limits.keepMs, nowMs);
}

function askAgain({ limits }: Blotter, entry: Entry, waited: number, nowMs: number, draft: Draft): void {
  const wait = limits.answerMs * 2 ** Math.min(entry.queries, 10);
  if (entry.queries > limits.queriesMax || waited < wait) return;
  if (entry.queries < limits.queriesMax) {
    sendQuery(entry, nowMs, draft);
    return;
  }
  // Once: then it is a matter for reconciliation, or for the next connection.
  entry.queries += 1;
  act(draft, { kind: "reconcile", id: entry.order.id, rule: "queries-max" });
}

/** Asks about every order with no question open: its fills may have been lost on their way. */
export function takeReview({ orders }: Blotter, nowMs: number, draft: Draft): void {
  for (const entry of entriesOf(orders, orders.open)) {
    if (isResting(entry.order.status)) sendQuery(entry, nowMs, draft);
  }
}

/** Without a connection nothing is known of any order. */
export function takeDisconnect(blotter: Blotter, nowMs: number, draft: Draft): void {
  const { orders } = blotter;
  for (const entry of entriesOf(orders, orders.open)) {
    if (entry.order.status !== "unknown") happen(blotter, entry, { kind: "lose" }, nowMs, draft);
  }
}

/** With a connection again, all that is unknown is asked for at once. */
export function takeConnect(blotter: Blotter, nowMs: number, draft: Draft): void {
  const { orders } = blotter;
  for (const entry of entriesOf(orders, orders.open)) {
    if (entry.order.status !== "unknown") continue;
    entry.queries = 0;
    sendQuery(entry, nowMs, draft);
  }
}
