import type { FeedEvent, LinkMessage, OrderMessage } from "../../ports.ts";

/** What an operator does to a running session: stop it, leave everything, or let it trade again after a halt. */
export interface OperatorInput {
  readonly kind: "operator";
  readonly ts: number;
  readonly action: "halt" | "flatten" | "lift";
  readonly operator: string;
  readonly reason: string;
}

/**
 * All that a trader is ever told: the market, what the venue says of its orders, the connection, an operator. What it
 * decides, books and sends follows from these alone, so that a journal of them is the whole state of a session.
 */
export type TraderInput =
  | FeedEvent
  | ({ readonly kind: "order" } & OrderMessage)
  | LinkMessage
  | OperatorInput;
