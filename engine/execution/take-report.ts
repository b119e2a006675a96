import { knowsFill } from "../trade/fill-ids.ts";
import type { OrderState } from "../trade/order-state.ts";
import type { Blotter } from "./blotter.ts";
import type { VenueReport } from "./commands.ts";
import { act, type Draft } from "./draft.ts";
import { type Entry, findEntry, isOpen } from "./order-table.ts";
import { followGroup } from "./work-group.ts";
import { happen, isResting, lose } from "./work-order.ts";

/**
 * Takes in what a venue says of an order. What cannot be, such as a fill of an order that was cancelled or of one that
 * nobody placed, is not swallowed: it calls for reconciliation. What was said before changes nothing.
 */
export function takeReport(
  blotter: Blotter,
  id: string,
  report: VenueReport,
  nowMs: number,
  draft: Draft,
): void {
  const entry = findEntry(blotter.orders, id);
  if (!entry || !isOpen(entry)) {
    late(entry?.order, id, report, draft);
    return;
  }
  if (isStale(entry, report)) return;
  if (report.kind === "absent") absent(blotter, entry, report.askedMs, nowMs, draft);
  else if (missesFills(entry.order, report)) {
    // It stands or has ended, but not as it is known here: what is missing comes with the answer to a query.
    if (entry.order.status !== "unknown") lose(blotter, entry, nowMs, draft);
  } else {
    const refusal = happen(blotter, entry, report, nowMs, draft);
    if (!refusal) countRefusals(blotter, entry, report, nowMs, draft);
    else if (refusal.rule !== "duplicate-fill" && !said(entry, report)) {
      act(draft, { kind: "reconcile", id, rule: refusal.rule });
    }
  }
  if (entry.group !== undefined) followGroup(blotter, entry.group, nowMs, draft);
}

/**
 * What does not tell what became of the last request: an answer to an older question, or the acknowledgement of the
 * order itself, come late or twice, when what is unknown is what came of a later request. The clock asks again.
 */
function isStale({ sentMs, order }: Entry, report: VenueReport): boolean {
  if (report.kind !== "accept") return false;
  if (report.askedMs !== undefined) return report.askedMs < sentMs;
  return order.status === "unknown" && order.phase !== "sent";
}

/** Whether an order has more fills, or ended with more, than have been reported. */
const missesFills = (order: OrderState, report: VenueReport): boolean =>
  (report.kind === "cancel" || report.kind === "expire" || report.kind === "accept") &&
  (report.filledLots ?? 0) > order.filledLots;

/**
 * A venue that refuses a cancel or an amend may know that the order has ended: it is asked. What it refuses time and
 * again is not asked for for ever.
 */
function countRefusals(
  blotter: Blotter,
  entry: Entry,
  { kind }: VenueReport,
  nowMs: number,
  draft: Draft,
): void {
  if (kind === "fill" || kind === "amend") entry.refused = 0;
  if (kind !== "amend-reject" && kind !== "cancel-reject") return;
  entry.refused += 1;
  if (entry.refused === blotter.limits.refusalsMax) {
    act(draft, { kind: "reconcile", id: entry.order.id, rule: "refusals-max" });
  }
  if (isResting(entry.order.status)) lose(blotter, entry, nowMs, draft);
}

/** What comes again, or after the fill that implied it, or after the order was found again, tells nothing new. */
const said = ({ order }: Entry, { kind }: VenueReport): boolean =>
  kind === "amend-reject" ||
  kind === "cancel-reject" ||
  (kind === "accept" && order.phase !== "sent") ||
  (kind === "trigger" && (order.phase === "triggered" || order.phase === "working"));

const ending = { cancel: "cancelled", reject: "rejected", expire: "expired" } as const;

/** A report of an order that is not open: known if it repeats how the order ended. */
function late(order: OrderState | undefined, id: string, report: VenueReport, draft: Draft): void {
  if (!order) {
    act(draft, { kind: "reconcile", id, rule: "no-order" });
    return;
  }
  const repeats =
    report.kind === "fill"
      ? knowsFill(order, report.fillId)
      : Object.hasOwn(ending, report.kind)
        ? ending[report.kind as keyof typeof ending] === order.status
        : // An acknowledgement may come late, but not of what was rejected or never arrived.
          report.kind === "absent" || order.status !== "rejected";
  if (!repeats || missesFills(order, report)) act(draft, { kind: "reconcile", id, rule: "transition" });
}

/** The venue does not know an order whose fate is unknown. */
function absent(blotter: Blotter, entry: Entry, askedMs: number, nowMs: number, draft: Draft): void {
  const { order, placedMs } = entry;
  if (order.status !== "unknown") {
    // It was there when it was last heard of: asked once more, what it answers counts.
    if (isResting(order.status) && askedMs > entry.sentMs) lose(blotter, entry, nowMs, draft);
    return;
  }
  if (order.phase !== "sent") {
    // It was there and is gone: how it ended is in the venue's records of fills.
    act(draft, { kind: "reconcile", id: order.id, rule: "absent" });
    return;
  }
  // While the request was still under way, not to be there yet meant nothing: the clock asks again.
  if (askedMs - placedMs < blotter.limits.arrivalMs) return;
  happen(blotter, entry, { kind: "reject", reason: "never arrived" }, nowMs, draft);
}
