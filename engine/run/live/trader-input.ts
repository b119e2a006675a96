import type { FeedEvent, LinkMessage, OrderMessage, StandingMessage } from "../../ports.ts";

/** What an operator does to a running session: stop it, leave everything, or let it trade again after a halt. */
export interface OperatorInput {
  readonly kind: "operator";
  readonly ts: number;
  readonly action: "halt" | "flatten" | "lift";
  readonly operator: string;
  readonly reason: string;
}

const opening: ReadonlySet<string> = new Set(["trade", "quote", "depth", "timer"]);

/**
 * Whether an input belongs to the bar that begins as it comes. A whole bar belongs to the one that ends then, as does
 * funding of what was held up to then; and what is no price at all must not end a bar whose source has yet to give it.
 */
export const opensBar = (kind: string): boolean => opening.has(kind);

/**
 * All that a trader is ever told: the market, what the venue says of its orders and its account,
 * the connection, an operator. What it
 * decides, books and sends follows from these alone, so that a journal of them is the whole state of a session.
 */
export type TraderInput =
  | FeedEvent
  | ({ readonly kind: "order" } & OrderMessage)
  | LinkMessage
  | StandingMessage
  | OperatorInput;
