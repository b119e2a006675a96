import type { OrderMessage, SimulatedVenue } from "../ports.ts";
import type { Instrument } from "../trade/instrument.ts";
import type { OrderTerms } from "../trade/order-terms.ts";

/** What a request asks of a venue, and what a venue says of an order, as the port has them. */
export type Action = Parameters<SimulatedVenue["send"]>[0];
export type Report = OrderMessage["report"];

/** How a venue without a book fills. */
export interface TouchOptions {
  /** Time of a request, and of an answer, on their way, ms. */
  readonly latencyMs: number;
  /** Half the spread and further slippage, as a fraction of price, paid by takers where there are no quotes. */
  readonly takerCost: number;
  /** Whether a limit order fills only when a trade goes through its price, or already when it touches. */
  readonly limitFill: "through" | "touch";
}

/** An order at the venue, in whole lots and ticks. */
export interface Held {
  readonly id: string;
  terms: OrderTerms;
  filled: number;
  fills: number;
  /** `waiting` for its trigger; `arriving`: live, but no price seen since that tells whether it takes; or `resting`. */
  stage: "waiting" | "arriving" | "resting";
  /** Where the trigger stands, in ticks; of a trailing one undefined before the first price. */
  level: number | undefined;
  /** End of its time in force, ms since 1970 UTC. */
  readonly endMs: number;
  /** All that was said of it. */
  readonly told: Report[];
}

/** One symbol's orders and the last that its market said; NaN before the first quote. */
export interface Side {
  readonly instrument: Instrument;
  /** In the order in which they came. */
  readonly held: Map<string, Held>;
  bid: number;
  ask: number;
  /** Net position in lots: what reduce-only orders may take away. */
  lots: number;
  /** No price strictly between these two does anything to an order; undefined where they must be found anew. */
  quiet: Quiet | undefined;
}

/** Prices between which nothing happens: above the one and below the other. */
export interface Quiet {
  readonly above: number;
  readonly below: number;
}

/** All that a venue knows. Changed in place by the functions of this folder alone. */
export interface TouchState {
  readonly options: TouchOptions;
  readonly sides: ReadonlyMap<string, Side>;
  /** What was said of orders that have ended, oldest first; bounded. */
  readonly ended: Map<string, readonly Report[]>;
  readonly inbox: { readonly ts: number; readonly action: Action }[];
  readonly outbox: OrderMessage[];
  /** No order's time in force ends before. */
  endsMs: number;
  nowMs: number;
}

/** Orders that have ended and are still known by their id. */
export const endedMax = 100_000;

/** Says something of an order; it arrives after the latency. */
export function say(state: TouchState, id: string, report: Report): void {
  state.outbox.push({ ts: state.nowMs + state.options.latencyMs, id, report });
}

/** The same, and keeps it for whoever asks what became of the order. */
export function tell(state: TouchState, held: Held, report: Report): void {
  held.told.push(report);
  say(state, held.id, report);
}

/** Lets an order go, after a last word unless its fills said all. */
export function endHeld(state: TouchState, side: Side, held: Held, report: Report | undefined): void {
  side.held.delete(held.id);
  side.quiet = undefined;
  if (report) tell(state, held, report);
  state.ended.set(held.id, held.told);
  if (state.ended.size <= endedMax) return;
  for (const id of state.ended.keys()) {
    state.ended.delete(id);
    break;
  }
}

export const sideOf = (terms: OrderTerms): 1 | -1 => (terms.side === "buy" ? 1 : -1);
