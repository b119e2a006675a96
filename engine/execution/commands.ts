import type { OrderTerms } from "../trade/order-terms.ts";
import type { Amendment, OrderEvent } from "../trade/order-transitions.ts";
import type { CommandResult } from "./idempotency.ts";
import type { AmendRequest, PlaceRequest } from "./venue-request.ts";

/** The number of a command for its symbol: the same number is the same command. */
export interface CommandKey {
  readonly symbol: string;
  readonly sequence: number;
}

/** What a strategy or an operator wants done. */
export type SingleCommand =
  | (CommandKey & {
      readonly kind: "place";
      readonly terms: OrderTerms;
      /** Present price, for the notional of what has no limit. */
      readonly price: number;
    })
  | (CommandKey & {
      readonly kind: "group";
      readonly group: "oco" | "oto" | "bracket";
      /** All members of an OCO; the first and what it triggers of an OTO; entry, stop and targets of a bracket. */
      readonly orders: readonly OrderTerms[];
      readonly price: number;
    })
  | (CommandKey & { readonly kind: "amend"; readonly id: string; readonly change: Amendment })
  | (CommandKey & { readonly kind: "cancel"; readonly id: string });

export type Command = SingleCommand | { readonly kind: "batch"; readonly commands: readonly SingleCommand[] };

/**
 * What a venue says of an order. The answer to a query is all its fills, then how it ended, or `accept` with the terms
 * at which it works (of one that has filled, the lots that it filled), or `absent` if the venue does not know it; these
 * two with the time of the query that they answer, which may be older than the last request.
 */
export type VenueReport =
  | Exclude<
      OrderEvent,
      { readonly kind: "amend-request" | "cancel-request" | "lose" | "accept" | "cancel" | "expire" }
    >
  /** With the lots that filled in all, where the venue says so: it shows whether a fill went missing. */
  | {
      readonly kind: "accept";
      readonly at?: Amendment;
      readonly askedMs?: number;
      readonly filledLots?: number;
    }
  | { readonly kind: "cancel" | "expire"; readonly filledLots?: number }
  | { readonly kind: "absent"; readonly askedMs: number };

/** What an order manager is told: in this order it is journalled, and from it the state can be made again. */
export type ManagerInput =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "report"; readonly id: string; readonly report: VenueReport }
  /** Time has passed. */
  | { readonly kind: "clock" }
  /** Asks about every order that rests: what a venue said of one may have been lost, and nobody waits for it. */
  | { readonly kind: "review" }
  /** The connection broke; it is there again. */
  | { readonly kind: "disconnected" }
  | { readonly kind: "connected" };

/** What must be done at the venue. `reconcile` calls for a comparison of all orders and fills with the venue's. */
export type VenueAction =
  | { readonly kind: "place"; readonly request: PlaceRequest }
  | { readonly kind: "amend"; readonly request: AmendRequest }
  | { readonly kind: "cancel"; readonly id: string; readonly symbol: string }
  | { readonly kind: "query"; readonly id: string; readonly symbol: string; readonly askedMs: number }
  | { readonly kind: "reconcile"; readonly id: string; readonly rule: string };

/** The answer to one command. */
export interface CommandAnswer {
  /** The id made of the command's symbol and number; empty where that is no number. */
  readonly key: string;
  readonly result: CommandResult;
  /** Whether it was carried out before: nothing was done now. */
  readonly repeated: boolean;
}

export interface ManagerOutput {
  readonly actions: readonly VenueAction[];
  readonly answers: readonly CommandAnswer[];
}
