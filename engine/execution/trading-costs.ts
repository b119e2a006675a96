import { assert } from "../core/errors.ts";
import { type Contract, notionalAt, valueAt } from "../trade/contract.ts";
import { addTo, noSum, totalOf } from "../trade/sum.ts";

/** A price of a market, the middle of its book where that is known, and when it was that, ms since 1970 UTC. */
export interface Moment {
  readonly ts: number;
  readonly price: number;
}

/** One fill of an order. */
export interface CostedFill {
  readonly ts: number;
  /** Always positive. */
  readonly quantity: number;
  readonly price: number;
  /** The market's price when it happened: the middle of the book, or the price before spread and slippage. */
  readonly reference: number;
  /** Half the distance of bid and ask then; where it is not known, all distance from the reference counts as spread. */
  readonly halfSpread?: number;
  /** In the account's currency; negative is a rebate. */
  readonly fee: number;
}

/** An order, or a parent that was worked in children, and what became of it. */
export interface WorkedOrder {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** How it was worked: a kind of order or the name of an algorithm. */
  readonly kind: string;
  /** What was wanted; always positive. */
  readonly quantity: number;
  /** When it was decided, when it reached the market, and when work on it ended. */
  readonly decision: Moment;
  readonly arrival: Moment;
  readonly end: Moment;
  readonly fills: readonly CostedFill[];
}

/** The parts of an order's cost, in the order in which they are added up. */
export const costParts = ["delay", "impact", "spread", "fees", "opportunity"] as const;
export type CostPart = (typeof costParts)[number];

/** Cost in the account's currency; what was gained is negative. The parts, added in their order, are the total exactly. */
export interface TradingCosts {
  /** The market's move from decision to arrival, on what filled. */
  readonly delay: number;
  /** Its move from arrival to each fill, the order's own push and all else, and what was paid beyond the best price. */
  readonly impact: number;
  /** The distance of each fill from the reference, as far as the spread goes; negative for one who made the price. */
  readonly spread: number;
  readonly fees: number;
  /** The move from decision to end, on what did not fill. */
  readonly opportunity: number;
  /** Implementation shortfall: profit at the end of a paper order filled at the decision, less that of the real one. */
  readonly total: number;
  /** Value of the whole order at the decision. */
  readonly notional: number;
}

/** The parts of a cost added up in their order. */
export const totalCost = (parts: Readonly<Record<CostPart, number>>): number =>
  parts.delay + parts.impact + parts.spread + parts.fees + parts.opportunity;

/**
 * Splits the cost of an order after Perold (1988): each part is a difference of contract values along the way from
 * decision over arrival and reference to fill, so that they telescope to the total for every kind of contract.
 */
export function tradingCosts(contract: Contract, order: WorkedOrder): TradingCosts {
  const { side, quantity, decision, arrival, end, fills } = order;
  const sign = side === "buy" ? 1 : -1;
  const value = (price: number): number => sign * valueAt(contract, price);
  const over = (term: (fill: CostedFill) => number): number =>
    totalOf(fills.reduce((sum, fill) => addTo(sum, term(fill)), noSum));
  const filled = over((fill) => fill.quantity);
  // A sum of decimal quantities may miss the whole by its rounding.
  assert(filled <= quantity * (1 + 1e-9), "what filled of an order is not more than was wanted");
  const from = value(decision.price);
  const start = value(arrival.price);
  const parts = {
    delay: over((fill) => fill.quantity * (start - from)),
    impact: over((fill) => {
      const beyond = value(fill.price) - value(touched(fill, sign));
      return fill.quantity * (value(fill.reference) - start + beyond);
    }),
    spread: over((fill) => fill.quantity * (value(touched(fill, sign)) - value(fill.reference))),
    fees: over(({ fee }) => fee),
    opportunity: (quantity - filled) * (value(end.price) - from),
  };
  const notional = quantity * notionalAt(contract, decision.price);
  return { ...parts, total: totalCost(parts), notional };
}

/** The price of a fill as far as the spread explains it. */
function touched({ price, reference, halfSpread }: CostedFill, sign: number): number {
  const distance = sign * (price - reference);
  if (halfSpread === undefined || Math.abs(distance) <= halfSpread) return price;
  return reference + sign * (distance > 0 ? halfSpread : -halfSpread);
}
