import { type FillIds, isFull, knowsFill, withFill } from "./fill-ids.ts";
import { isConditional, type OrderTerms } from "./order-terms.ts";
import {
  type Amendment,
  type OrderEvent,
  type OrderFill,
  type OrderStatus,
  transitions,
} from "./order-transitions.ts";
import { type Rejection, rejected } from "./rejection.ts";

/**
 * An order and all that is known of it: a record whose fields are always all there, so that all are of one shape.
 * Nobody but the owner of an order changes it, by {@link applyEvent}.
 */
export interface OrderState {
  readonly id: string;
  readonly terms: OrderTerms;
  readonly status: OrderStatus;
  /** How far it got, whatever is pending or unknown beside: what a refused cancel or amend falls back to. */
  readonly phase: "sent" | "untriggered" | "triggered" | "working";
  readonly filledLots: number;
  /** Sum of lots times price over its fills. */
  readonly turnover: number;
  /** Ids of its latest fills; `listFills` gives them as an array. */
  readonly fillIds: FillIds | undefined;
  readonly olderFillIds: FillIds | undefined;
  /** The change that an amend asked for and that is not answered yet. */
  readonly change: Amendment | undefined;
  /** Its lots before fills showed, or left it open, that an amend to more of them was carried out. */
  readonly grownFrom: number | undefined;
  /** Why the venue rejected it. */
  readonly reason: string | undefined;
}

/** An order in the hands of its owner. */
export type OwnOrder = { -readonly [Field in keyof OrderState]: OrderState[Field] };

/** An order that is about to be sent. */
export const newOrder = (id: string, terms: OrderTerms): OwnOrder => ({
  id,
  terms,
  status: "pending-new",
  phase: "sent",
  filledLots: 0,
  turnover: 0,
  fillIds: undefined,
  olderFillIds: undefined,
  change: undefined,
  grownFrom: undefined,
  reason: undefined,
});

/** Makes another order of a record that nobody looks at any more: {@link newOrder} without a new record. */
export function renewOrder(order: OwnOrder, id: string, terms: OrderTerms): OwnOrder {
  order.id = id;
  order.terms = terms;
  order.status = "pending-new";
  order.phase = "sent";
  order.filledLots = 0;
  order.turnover = 0;
  order.fillIds = undefined;
  order.olderFillIds = undefined;
  order.change = undefined;
  order.grownFrom = undefined;
  order.reason = undefined;
  return order;
}

export const remainingLots = ({ terms, filledLots }: OrderState): number => terms.lots - filledLots;

/** Average price of what has filled; NaN before the first fill. */
export const averagePrice = ({ turnover, filledLots }: OrderState): number => turnover / filledLots;

/** The order after an event, or a refusal, as {@link applyEvent} tells. The order given stays as it was. */
export function transition(order: OrderState, event: OrderEvent): OrderState | Rejection {
  const next = { ...order };
  return applyEvent(next, event) ?? next;
}

/**
 * Lets an event happen to an order, in place. A refusal, and nothing done: by rule `transition` for what the table does
 * not list or a reject after a fill, else by `duplicate-fill`, `overfill`, `whole-lots`, `whole-ticks`, `amend` or
 * `trigger`. Terms and changes are kept as they are given, not copied.
 */
export function applyEvent(order: OwnOrder, event: OrderEvent): Rejection | undefined {
  if (!transitions[order.status][event.kind]) return rejected("transition", order.status, event.kind);
  switch (event.kind) {
    case "accept":
      return accept(order, event.at);
    case "reject":
      return rejectByVenue(order, event.reason);
    case "trigger":
      return trigger(order);
    case "fill":
      return fill(order, event);
    case "amend-request":
      return requestAmend(order, event.change);
    case "amend":
      return amend(order, event.at);
    case "amend-reject":
      return keepTerms(order);
    case "cancel-request":
      order.status = "pending-cancel";
      return undefined;
    case "cancel-reject":
      if (order.status !== "unknown") order.status = order.change ? "pending-amend" : restOf(order);
      return undefined;
    case "cancel":
      return end(order, "cancelled");
    case "expire":
      return end(order, "expired");
    case "lose":
      order.status = "unknown";
      return undefined;
  }
}

/** The status of an order with nothing pending. */
function restOf({ phase, filledLots }: OrderState): OrderStatus {
  if (filledLots > 0) return "partially-filled";
  return phase === "sent" ? "pending-new" : phase;
}

/** Brings the status up to date where no question about the order is open. */
function settle(order: OwnOrder): undefined {
  if (order.status !== "unknown" && order.status !== "pending-cancel") order.status = restOf(order);
}

/** No amend is open any more. */
function forgetAmend(order: OwnOrder): void {
  order.change = undefined;
  order.grownFrom = undefined;
}

function end(order: OwnOrder, status: OrderStatus): undefined {
  forgetAmend(order);
  order.status = status;
}

function accept(order: OwnOrder, at: Amendment | undefined): Rejection | undefined {
  // A venue that works fewer lots than it filled is wrong; one that works just those has ended the order.
  if (at?.lots !== undefined && !isCount(at.lots + 1, Math.max(order.filledLots, 1))) {
    return rejected("amend", order.filledLots, at.lots);
  }
  const conditional = isConditional(order.terms) && order.phase !== "triggered" && order.phase !== "working";
  order.phase = conditional ? "untriggered" : "working";
  order.terms = changed(order.terms, at);
  if (order.terms.lots === order.filledLots) return end(order, "filled");
  // An answer to whether the order is there; a pending cancel or amend still waits for its own.
  if (order.status === "pending-cancel" || order.status === "pending-amend") return undefined;
  forgetAmend(order);
  order.status = restOf(order);
  return undefined;
}

/** What has traded was not rejected: such an order ends by a cancel. */
function rejectByVenue(order: OwnOrder, reason: string): Rejection | undefined {
  if (order.filledLots > 0) return rejected("transition", "an order without fills", "reject");
  order.reason = reason;
  return end(order, "rejected");
}

function trigger(order: OwnOrder): Rejection | undefined {
  if (!isConditional(order.terms)) return rejected("trigger", "a conditional order", order.terms.kind);
  if (order.phase !== "working") order.phase = "triggered";
  if (order.status === "pending-new" || order.status === "untriggered") order.status = "triggered";
  return undefined;
}

function fill(order: OwnOrder, { fillId, lots, price }: OrderFill): Rejection | undefined {
  if (knowsFill(order, fillId)) return rejected("duplicate-fill", "once", fillId);
  if (!isCount(lots, 0)) return rejected("whole-lots", "a whole number above 0", lots);
  const before = order.terms;
  const terms = grown(order, lots);
  const left = terms.lots - order.filledLots;
  if (lots > left) return rejected("overfill", left, lots);
  if (terms !== before) order.grownFrom = before.lots;
  order.terms = terms;
  order.phase = "working";
  order.filledLots += lots;
  order.turnover += lots * price;
  rememberFill(order, fillId);
  if (lots === left) return end(order, "filled");
  const { status } = order;
  const pending = status === "pending-cancel" || status === "pending-amend" || status === "unknown";
  if (!pending) order.status = "partially-filled";
  return undefined;
}

function rememberFill(order: OwnOrder, fillId: string): void {
  const full = isFull(order.fillIds);
  if (full) order.olderFillIds = order.fillIds;
  order.fillIds = withFill(full ? undefined : order.fillIds, fillId);
}

/**
 * A fill of all that is left, while an amend to more is not answered, may be of the larger order; a fill of more than is
 * left is. It counts as that until the answer.
 */
function grown(order: OrderState, lots: number): OrderTerms {
  const { terms, change } = order;
  const more = lots >= remainingLots(order) && (change?.lots ?? 0) > terms.lots;
  return more ? changed(terms, change) : terms;
}

/** The order after an amend that was refused: as large as it was, unless its fills prove that wrong. */
function keepTerms(order: OwnOrder): undefined {
  const { grownFrom: lots = 0, filledLots } = order;
  forgetAmend(order);
  if (lots === 0 || filledLots > lots) return settle(order);
  order.terms = { ...order.terms, lots };
  return lots === filledLots ? end(order, "filled") : settle(order);
}

/** Whether a number of lots is whole and above what has filled. */
const isCount = (lots: number, filledLots: number): boolean =>
  Number.isSafeInteger(lots) && lots > filledLots;

function requestAmend(order: OwnOrder, change: Amendment): Rejection | undefined {
  const { lots } = change;
  if (lots !== undefined && !isCount(lots, order.filledLots))
    return rejected("amend", order.filledLots, lots);
  for (const field of ["limitTicks", "triggerTicks"] as const) {
    const ticks = change[field];
    if (ticks === undefined) continue;
    if (!isCount(ticks, 0)) return rejected("whole-ticks", `${field}, a whole number above 0`, ticks);
    if (order.terms[field] === undefined) return rejected("amend", `a ${order.terms.kind} order`, field);
  }
  order.status = "pending-amend";
  order.change = change;
  return undefined;
}

function changed(terms: OrderTerms, change: Amendment | undefined): OrderTerms {
  if (!change) return terms;
  const next = { ...terms, ...change };
  return next.displayLots !== undefined && next.displayLots > next.lots
    ? { ...next, displayLots: next.lots }
    : next;
}

/**
 * A confirmed amend. What filled meanwhile counts: an order cut to what it has filled is filled. Terms other than those
 * that were asked for come of an earlier amend: the answer to the present one is still to come.
 */
function amend(order: OwnOrder, at: Amendment | undefined): Rejection | undefined {
  const change = at ?? order.change;
  if (!change) return rejected("amend", "an amend that was asked for", "none");
  if (change.lots !== undefined && !isCount(change.lots, 0)) {
    return rejected("whole-lots", "a whole number above 0", change.lots);
  }
  const terms = changed(order.terms, change);
  const lots = Math.max(terms.lots, order.filledLots);
  order.terms = { ...terms, lots };
  if (lots === order.filledLots) return end(order, "filled");
  if (!answers(order.change, at)) return undefined;
  forgetAmend(order);
  return settle(order);
}

/** Whether terms that a venue gives are those that were asked for. */
const answers = (change: Amendment | undefined, at: Amendment | undefined): boolean =>
  agrees(change?.lots, at?.lots) &&
  agrees(change?.limitTicks, at?.limitTicks) &&
  agrees(change?.triggerTicks, at?.triggerTicks);

const agrees = (asked: number | undefined, given: number | undefined): boolean =>
  asked === undefined || given === undefined || asked === given;
