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
  /** Fill price, after spread and slippage. */
  readonly price: number;
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

/** Signed change of quantity wanted, from what holds at the moment of the fill. */
export type Sizing = (context: SizingContext) => number;

/** An order as the session works it: market where neither limit nor trigger is set. */
export interface Order {
  readonly side: "buy" | "sell" | "either";
  readonly sizing: Sizing;
  /** Limit price: fills there or better. */
  readonly limit: number | undefined;
  /** Stop price: becomes a market order there. */
  readonly trigger: number | undefined;
  /** Index of the bar at whose close it was placed. */
  readonly placedIndex: number;
  /** Index of the last bar on which it may fill; Infinity for no bound. */
  readonly lastIndex: number;
  readonly protection: Protection;
  /** Why it trades; what an `entry` closes on its way is closed by `signal`. */
  readonly reason: "entry" | "risk";
}

/** A market order without protection, such as closes a position. */
export const marketOrder = (sizing: Sizing, placedIndex: number, reason: Order["reason"]): Order => ({
  side: "either",
  sizing,
  limit: undefined,
  trigger: undefined,
  placedIndex,
  lastIndex: Number.POSITIVE_INFINITY,
  protection: unprotected,
  reason,
});

export const unprotected: Protection = {};
