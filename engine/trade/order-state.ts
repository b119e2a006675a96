import { isConditional, type OrderTerms } from "./order-terms.ts";
import {
  type Amendment,
  type OrderEvent,
  type OrderFill,
  type OrderStatus,
  transitions,
} from "./order-transitions.ts";
import { type Rejection, rejected } from "./rejection.ts";

/** An order and all that is known of it. Immutable. */
export interface OrderState {
  readonly id: string;
  readonly terms: OrderTerms;
  readonly status: OrderStatus;
  /** How far it got, whatever is pending or unknown beside: what a refused cancel or amend falls back to. */
  readonly phase: "sent" | "untriggered" | "triggered" | "working";
  readonly filledLots: number;
  /** Sum of lots times price over its fills. */
  readonly turnover: number;
  /** Ids of its latest fills, at most {@link fillIdsMax}. */
  readonly fillIds: readonly string[];
  /** The change that an amend asked for and that is not answered yet. */
  readonly change?: Amendment;
  /** Its lots before fills showed, or left it open, that an amend to more of them was carried out. */
  readonly grownFrom?: number;
  /** Why the venue rejected it. */
  readonly reason?: string;
}

export const fillIdsMax = 1024;

/** An order that is about to be sent. */
export const newOrder = (id: string, terms: OrderTerms): OrderState => ({
  id,
  terms,
  status: "pending-new",
  phase: "sent",
  filledLots: 0,
  turnover: 0,
  fillIds: [],
});

export const remainingLots = ({ terms, filledLots }: OrderState): number => terms.lots - filledLots;

/** Average price of what has filled; NaN before the first fill. */
export const averagePrice = ({ turnover, filledLots }: OrderState): number => turnover / filledLots;

/**
 * The order after an event, or a refusal: by rule `transition` for what the table does not list or a reject after a fill,
 * else by `duplicate-fill`, `overfill`, `whole-lots`, `amend` or `trigger`. The order given stays as it was.
 */
export function transition(order: OrderState, event: OrderEvent): OrderState | Rejection {
  const targets = transitions[order.status][event.kind];
  if (!targets) return rejected("transition", order.status, event.kind);
  switch (event.kind) {
    case "accept":
      return accepted(order, event.at);
    case "reject":
      return refusedByVenue(order, event.reason);
    case "trigger":
      return triggered(order);
    case "fill":
      return filled(order, event);
    case "amend-request":
      return amendRequested(order, event.change);
    case "amend":
      return amended(order, event.at);
    case "amend-reject":
      return notAmended(order);
    case "cancel-request":
      return { ...order, status: "pending-cancel" };
    case "cancel-reject":
      return order.status === "unknown"
        ? order
        : { ...order, status: order.change ? "pending-amend" : restOf(order) };
    case "cancel":
      return { ...without(order), status: "cancelled" };
    case "expire":
      return { ...without(order), status: "expired" };
    case "lose":
      return { ...order, status: "unknown" };
  }
}

/** The status of an order with nothing pending. */
function restOf({ phase, filledLots }: OrderState): OrderStatus {
  if (filledLots > 0) return "partially-filled";
  return phase === "sent" ? "pending-new" : phase;
}

/** The order with its status brought up to date where no question about it is open. */
const stay = (order: OrderState): OrderState =>
  order.status === "unknown" || order.status === "pending-cancel"
    ? order
    : { ...order, status: restOf(order) };

function without({ change: _, grownFrom: __, ...order }: OrderState): OrderState {
  return order;
}

function accepted(order: OrderState, at: Amendment | undefined): OrderState | Rejection {
  // A venue that works fewer lots than it filled is wrong; one that works just those has ended the order.
  if (at?.lots !== undefined && !isCount(at.lots + 1, Math.max(order.filledLots, 1))) {
    return rejected("amend", order.filledLots, at.lots);
  }
  const conditional = isConditional(order.terms) && order.phase !== "triggered" && order.phase !== "working";
  const known: OrderState = {
    ...order,
    phase: conditional ? "untriggered" : "working",
    terms: changed(order, at),
  };
  if (known.terms.lots === known.filledLots) return { ...without(known), status: "filled" };
  // An answer to whether the order is there; a pending cancel or amend still waits for its own.
  if (order.status === "pending-cancel" || order.status === "pending-amend") return known;
  return { ...without(known), status: restOf(known) };
}

/** What has traded was not rejected: such an order ends by a cancel. */
const refusedByVenue = (order: OrderState, reason: string): OrderState | Rejection =>
  order.filledLots > 0
    ? rejected("transition", "an order without fills", "reject")
    : { ...without(order), status: "rejected", reason };

function triggered(order: OrderState): OrderState | Rejection {
  if (!isConditional(order.terms)) return rejected("trigger", "a conditional order", order.terms.kind);
  const next: OrderState = { ...order, phase: order.phase === "working" ? "working" : "triggered" };
  return order.status === "pending-new" || order.status === "untriggered"
    ? { ...next, status: "triggered" }
    : next;
}

function filled(order: OrderState, { fillId, lots, price }: OrderFill): OrderState | Rejection {
  if (order.fillIds.includes(fillId)) return rejected("duplicate-fill", "once", fillId);
  if (!isCount(lots, 0)) return rejected("whole-lots", "a whole number above 0", lots);
  const sent = grown(order, lots);
  const left = remainingLots(sent);
  if (lots > left) return rejected("overfill", left, lots);
  const next: OrderState = {
    ...sent,
    phase: "working",
    filledLots: order.filledLots + lots,
    turnover: order.turnover + lots * price,
    fillIds: [...order.fillIds, fillId].slice(-fillIdsMax),
  };
  if (lots === left) return { ...without(next), status: "filled" };
  const pending = ["pending-cancel", "pending-amend", "unknown"].includes(order.status);
  return pending ? next : { ...next, status: "partially-filled" };
}

/**
 * A fill of all that is left, while an amend to more is not answered, may be of the larger order; a fill of more than is
 * left is. It counts as that until the answer.
 */
function grown(order: OrderState, lots: number): OrderState {
  const more = lots >= remainingLots(order) && (order.change?.lots ?? 0) > order.terms.lots;
  return more ? { ...order, terms: changed(order, order.change), grownFrom: order.terms.lots } : order;
}

/** The order after an amend that was refused: as large as it was, unless its fills prove that wrong. */
function notAmended(order: OrderState): OrderState {
  const { grownFrom: lots = 0, filledLots } = order;
  if (lots === 0 || filledLots > lots) return stay(without(order));
  const next: OrderState = { ...without(order), terms: { ...order.terms, lots } };
  return lots === filledLots ? { ...next, status: "filled" } : stay(next);
}

/** Whether a number of lots is whole and above what has filled. */
const isCount = (lots: number, filledLots: number): boolean =>
  Number.isSafeInteger(lots) && lots > filledLots;

function amendRequested(order: OrderState, change: Amendment): OrderState | Rejection {
  const { lots } = change;
  if (lots !== undefined && !isCount(lots, order.filledLots))
    return rejected("amend", order.filledLots, lots);
  for (const field of ["limitTicks", "triggerTicks"] as const) {
    const ticks = change[field];
    if (ticks === undefined) continue;
    if (!isCount(ticks, 0)) return rejected("whole-ticks", `${field}, a whole number above 0`, ticks);
    if (order.terms[field] === undefined) return rejected("amend", `a ${order.terms.kind} order`, field);
  }
  return { ...order, status: "pending-amend", change };
}

function changed({ terms }: OrderState, change: Amendment | undefined): OrderTerms {
  const next = { ...terms, ...change };
  return next.displayLots !== undefined && next.displayLots > next.lots
    ? { ...next, displayLots: next.lots }
    : next;
}

/**
 * A confirmed amend. What filled meanwhile counts: an order cut to what it has filled is filled. Terms other than those
 * that were asked for come of an earlier amend: the answer to the present one is still to come.
 */
function amended(order: OrderState, at: Amendment | undefined): OrderState | Rejection {
  const change = at ?? order.change;
  if (!change) return rejected("amend", "an amend that was asked for", "none");
  if (change.lots !== undefined && !isCount(change.lots, 0)) {
    return rejected("whole-lots", "a whole number above 0", change.lots);
  }
  const terms = changed(order, change);
  const lots = Math.max(terms.lots, order.filledLots);
  const next: OrderState = { ...order, terms: { ...terms, lots } };
  if (lots === order.filledLots) return { ...without(next), status: "filled" };
  return answers(order.change, at) ? stay(without(next)) : next;
}

/** Whether terms that a venue gives are those that were asked for. */
const answers = (change: Amendment = {}, at: Amendment = {}): boolean =>
  Object.entries(change).every(([field, value]) => (at[field as keyof Amendment] ?? value) === value);
