import { assert } from "../core/errors.ts";
import type { OrderKind, TimeInForce } from "./order-terms.ts";
import { type OrderEventKind, type OrderStatus, transitions } from "./order-transitions.ts";

/** How far a protective order stands from its entry: a price difference, a fraction of the entry price, or a price. */
export interface LevelSpec {
  readonly mode: "distance" | "fraction" | "price";
  readonly value: number;
}

/** What follows an entry once it has filled. */
export interface Protection {
  readonly stop?: LevelSpec;
  readonly takeProfit?: LevelSpec;
  readonly trail?: LevelSpec;
  /** Leave at the open after this many bars. */
  readonly maxBars?: number;
}

/** What a sizing policy may look at when its order is about to fill. */
export interface SizingContext {
  /** Fill price, after spread and slippage, and the notional of one unit there, in the account's currency. */
  readonly price: number;
  readonly unit: number;
  /** Equity with this symbol marked at that price. */
  readonly equity: number;
  /** Equity that does not back a position: equity less gross notional over leverage. */
  readonly free: number;
  /** Gross notional of all other symbols. */
  readonly others: number;
  /** Position held, signed. */
  readonly quantity: number;
  /** Fraction of notional charged as fee for this fill, and money per fill. */
  readonly feeRate: number;
  readonly feeFixed: number;
  readonly lot: number;
}

/** What a target of 1 stands for: so much of equity, so much money, or so many units. */
export interface SizeRule {
  readonly by: "equity" | "notional" | "quantity";
  readonly amount: number;
}

/**
 * Signed change of quantity wanted, from what holds at the moment of the fill. `target` is that of the order, for a policy
 * that has one.
 */
export type Sizing = (context: SizingContext, target: number) => number;

/** Times in force of a decision's orders: what else there is, good till a date, is its `expire`. */
export type SessionTif = Exclude<TimeInForce, "gtd">;

/** What an order asks for, as a decision or a script gives it: market where neither limit nor trigger is set. */
export interface OrderWish {
  readonly side: "buy" | "sell" | "either";
  readonly sizing: Sizing;
  /** What the sizing aims at, where it aims at anything. */
  readonly target?: number;
  /** Limit price: fills there or better. With a trigger, a stop-limit order: it waits at the limit once triggered. */
  readonly limit?: number | undefined;
  /** Stop price: becomes a market order there. */
  readonly trigger?: number | undefined;
  readonly tif?: SessionTif;
  /** Is refused where it would take liquidity as it arrives. */
  readonly postOnly?: boolean;
  /** Never opens a position nor turns one round. */
  readonly reduceOnly?: boolean;
  /** Index of the last bar on which it may fill; Infinity for no bound. */
  readonly lastIndex?: number;
  readonly protection?: Protection;
  /** Why it trades; what an `entry` closes on its way is closed by `signal`. */
  readonly reason: "entry" | "risk";
}

/** An order as the session works it. The fields that are not read-only are changed by the session alone. */
export interface Order {
  readonly slot: number;
  readonly kind: Extract<OrderKind, "market" | "limit" | "stop" | "stop-limit">;
  readonly side: OrderWish["side"];
  readonly sizing: Sizing;
  readonly target: number;
  readonly limit: number | undefined;
  readonly trigger: number | undefined;
  readonly tif: SessionTif;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Index of the bar at whose close it was placed, and the time of that close, ms since 1970 UTC. */
  readonly placedIndex: number;
  readonly placedMs: number;
  readonly lastIndex: number;
  readonly protection: Protection;
  readonly reason: OrderWish["reason"];
  status: OrderStatus;
  /** Index of the bar in which it ended; -1 while it is open. */
  endedIndex: number;
  /** What it traded, signed, and at which price; 0 and NaN before it fills. */
  filled: number;
  price: number;
  /** The rule that cut or refused it. */
  rule: string | undefined;
}

/** An order at the moment of its placing. */
export const createOrder = (slot: number, wish: OrderWish, placedIndex: number, placedMs: number): Order =>
  rewriteOrder(blankOrder(), slot, wish, placedIndex, placedMs);

const blankOrder = (): Order => ({
  slot: 0,
  kind: "market",
  side: "either",
  sizing: noSizing,
  target: Number.NaN,
  limit: undefined,
  trigger: undefined,
  tif: "gtc",
  postOnly: false,
  reduceOnly: false,
  placedIndex: 0,
  placedMs: Number.NaN,
  lastIndex: Number.NaN,
  protection: unprotected,
  reason: "entry",
  status: "pending-new",
  endedIndex: -1,
  filled: Number.NaN,
  price: Number.NaN,
  rule: undefined,
});

/** Makes a record that nobody needs any longer the order of another wish, at the moment of its placing. */
export function rewriteOrder(
  order: Order,
  slot: number,
  wish: OrderWish,
  placedIndex: number,
  placedMs: number,
): Order {
  const { limit, trigger } = wish;
  const own: { -readonly [K in keyof Order]: Order[K] } = order;
  own.slot = slot;
  own.kind = kindOf(limit, trigger);
  own.side = wish.side;
  own.sizing = wish.sizing;
  own.target = wish.target ?? Number.NaN;
  own.limit = limit;
  own.trigger = trigger;
  own.tif = wish.tif ?? "gtc";
  own.postOnly = wish.postOnly ?? false;
  own.reduceOnly = wish.reduceOnly ?? false;
  own.placedIndex = placedIndex;
  own.placedMs = placedMs;
  own.lastIndex = wish.lastIndex ?? Number.POSITIVE_INFINITY;
  own.protection = wish.protection ?? unprotected;
  own.reason = wish.reason;
  own.status = "pending-new";
  own.endedIndex = -1;
  own.filled = 0;
  own.price = Number.NaN;
  own.rule = undefined;
  return order;
}

const noSizing: Sizing = () => Number.NaN;

function kindOf(limit: number | undefined, trigger: number | undefined): Order["kind"] {
  if (trigger === undefined) return limit === undefined ? "market" : "limit";
  return limit === undefined ? "stop" : "stop-limit";
}

/** The last move that was looked up: most orders of a run make the same one. */
const known = { from: "" as OrderStatus | "", event: "" as OrderEventKind | "", to: "" as OrderStatus | "" };

/** Moves an order to another status by an event that the table of transitions lists; any other is a bug. */
export function moveOrder(order: Order, event: OrderEventKind, to: OrderStatus): void {
  const from = order.status;
  if (from !== known.from || event !== known.event || to !== known.to) {
    assert(
      transitions[from][event]?.includes(to) ?? false,
      "an order made a transition that its table does not list",
    );
    known.from = from;
    known.event = event;
    known.to = to;
  }
  order.status = to;
}

export const unprotected: Protection = {};
