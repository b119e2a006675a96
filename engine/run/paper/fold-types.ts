import type { PlaceRequest } from "../../execution/venue-request.ts";
import type { OrderStatus } from "../../trade/order-transitions.ts";
import type { Fill, OrderRecord } from "../result.ts";

/** What a fill or an order follows from: a decision of the strategy, what protects a lot or leaves it, a limit of risk. */
export type OrderRole = "decision" | "protection" | "risk";

/** A fill of a session, and where it came from. */
export interface FoldedFill extends Fill {
  /** When it was heard of, ms since 1970 UTC; `ts` is the open of its bar. */
  readonly heardMs: number;
  /** When the venue filled it, which may be a bar before it was heard of; that where no report tells. */
  readonly filledMs: number;
  readonly orderId: string;
  readonly role: OrderRole;
  /** Kind of the order that was placed for it; `exit` where none was and a lot was left. */
  readonly kind: OrderRecord["kind"] | "exit";
  /** Index of the bar whose decision opened, or asked for, what it fills; -1 where none did. */
  readonly decision: number;
}

/** An order as it went to the venue, and what became of it. */
export interface FoldedOrder {
  readonly id: string;
  readonly request: PlaceRequest;
  readonly sentMs: number;
  readonly role: OrderRole;
  readonly kind: FoldedFill["kind"];
  readonly decision: number;
  readonly status: OrderStatus;
  /** Units that filled, without sign, and their average price; NaN before the first. */
  readonly filled: number;
  readonly price: number;
  /** Why the venue refused it; null where it did not. */
  readonly reason: string | null;
  /** When its end was heard of, ms since 1970 UTC; NaN while it is open. */
  readonly endedMs: number;
}

/** Something that happened to a session beside its orders. */
export interface SessionEvent {
  readonly ts: number;
  readonly kind: "operator" | "link" | "feed" | "breaker" | "standing" | "verdict";
  /** The action, the state of the link or the feed, what a breaker watches, the mode, the rule. */
  readonly name: string;
  /** Who and why, the state that was entered, the cause; empty where there is nothing to say. */
  readonly detail: string;
  /** How often, where it counts; else 1. */
  readonly count: number;
}

/** What was told to a session, counted. */
export interface FoldCounts {
  readonly inputs: number;
  readonly marketEvents: number;
  readonly messages: number;
  readonly actions: number;
  readonly queries: number;
  readonly reconciles: number;
  /** Times at which the connection was lost. */
  readonly disconnects: number;
}
