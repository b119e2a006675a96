import type { OrderMessage } from "../../ports.ts";
import type { Instrument } from "../../trade/instrument.ts";
import type { OrderTerms } from "../../trade/order-terms.ts";
import type { Book } from "../book/book.ts";
import type { GeneratedDepth } from "../book/generated-depth.ts";
import type { QueueRule } from "../book/market-depth.ts";
import type { SelfTradeMode, Take } from "../book/match.ts";
import type { TriggerBook } from "./trigger-book.ts";

export type Report = OrderMessage["report"];
export type Fee = NonNullable<OrderMessage["fee"]>;

/** An order at the exchange, in whole lots and ticks. Changed by the functions of this folder alone. */
export interface Held {
  /** The account that placed it; numbers begin at 1, and 0 is the market. */
  readonly owner: number;
  /** Its client order id, and the exchange's own number of it, which rises from order to order. */
  readonly id: string;
  readonly number: number;
  readonly placedMs: number;
  terms: OrderTerms;
  filled: number;
  /** Lots that it lost to its own account's orders on the other side. */
  lost: number;
  /** Those of them that its owner was told of, as fewer lots in an answer to a change. */
  lostTold: number;
  fills: number;
  /** Sum of lots times ticks over its fills. */
  turnover: number;
  stage: "waiting" | "resting" | "ended";
  /** How it ended: cancelled is its owner's doing, expired that of the exchange. */
  end: "filled" | "cancelled" | "rejected" | "expired" | undefined;
  /** Its number in the book while it rests, else -1. */
  slot: number;
  /** Where its trigger stands, in ticks; of a trailing one undefined before the first price. */
  level: number | undefined;
  /** End of its time in force, ms since 1970 UTC. */
  readonly endMs: number;
  updatedMs: number;
  /** The other order of a pair of which one cancels the other. */
  sibling: Held | undefined;
  /** All that was said of it. */
  readonly told: { readonly report: Report; readonly fee?: Fee }[];
}

/** One symbol: its book, its orders, what its market last said. Nothing of it is shared with another symbol. */
export interface Actor {
  readonly instrument: Instrument;
  readonly book: Book;
  /** Orders at rest by their number in the book. */
  readonly bySlot: (Held | undefined)[];
  readonly triggers: TriggerBook;
  /** Orders that are open, in the order in which they came, with when the first of them ends. */
  readonly open: Set<Held>;
  nextEndMs: number;
  /** Net lots of each account by its number: what reduce-only orders may take away. */
  readonly positions: number[];
  /** Price of the last trade in ticks; NaN before the first. */
  lastTicks: number;
  /** Prices of trades that triggers have not seen yet. */
  readonly prints: number[];
  /** Orders whose sibling has traded, been set off or ended: they go as soon as the book is at rest. */
  readonly leaving: Held[];
  /** The order that takes liquidity right now. */
  taker: Held | undefined;
  readonly take: Take;
  /** A book made around prices; undefined once recorded depth has come. */
  generated: GeneratedDepth | undefined;
  /** Whether depth is not known: after a gap, until the next snapshot. */
  stale: boolean;
  halted: boolean;
  delisted: boolean;
  /** Rises with each change of the market's depth. */
  stamp: number;
  nowMs: number;
  readonly rules: ActorRules;
  readonly hooks: ActorHooks;
  readonly counts: { trades: number; crossed: number };
}

export interface ActorRules {
  readonly queue: QueueRule;
  readonly selfTrade: SelfTradeMode;
  /** What becomes of a stop whose trigger the last price has passed already. */
  readonly triggerAtOnce: "trade" | "reject";
}

/** What an actor tells the exchange that it belongs to. */
export interface ActorHooks {
  /** Something of an order is to be said to its owner. */
  readonly say: (held: Held, report: Report, fee?: Fee) => void;
  /** A fill is to be booked; returns the fee that was charged. */
  readonly book: (actor: Actor, held: Held, lots: number, ticks: number, liquidity: "maker" | "taker") => Fee;
  /** An order is open no more. */
  readonly ended: (held: Held) => void;
  /** A taker has traded signed lots with the market: what impact follows. */
  readonly impact: (actor: Actor, lots: number) => void;
}

/** Says something of an order and keeps it for whoever asks. */
export function tell(actor: Actor, held: Held, report: Report, fee?: Fee): void {
  held.told.push(fee ? { report, fee } : { report });
  const { sibling } = held;
  if (sibling && report.kind !== "accept" && report.kind !== "amend") actor.leaving.push(sibling);
  actor.hooks.say(held, report, fee);
}

export const signOf = ({ side }: OrderTerms): 1 | -1 => (side === "buy" ? 1 : -1);
export const leftOf = ({ terms, filled, lost }: Held): number => terms.lots - filled - lost;

/** Lots that an order of an account may trade without opening a position. */
export const reducibleLots = ({ positions }: Actor, { owner, terms }: Held): number =>
  Math.max(0, -signOf(terms) * (positions[owner] ?? 0));
