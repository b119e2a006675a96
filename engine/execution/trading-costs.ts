import { type Instrument, quantityOfLots, unitValue } from "../trade/instrument.ts";
import { addTo, noSum, totalOf } from "../trade/sum.ts";

/** One fill of a parent order, with the middle of the book when it happened. */
export interface CostedFill {
  readonly lots: number;
  readonly price: number;
  readonly mid: number;
  /** In the settlement currency; negative is a rebate. */
  readonly fee: number;
}

/** A parent order and what became of it. */
export interface WorkedOrder {
  readonly side: "buy" | "sell";
  /** Lots that were wanted. */
  readonly lots: number;
  /** Middle of the book when it was decided, when it reached the market, and when work on it ended. */
  readonly decisionPrice: number;
  readonly arrivalPrice: number;
  readonly endPrice: number;
  readonly fills: readonly CostedFill[];
}

/** Cost of an order in the settlement currency; what it gained is negative. The parts add up to the total. */
export interface TradingCosts {
  /** Implementation shortfall: profit at the end of a paper order filled at the decision, less that of the real one. */
  readonly total: number;
  /** The market's move from decision to arrival, on what filled. */
  readonly delay: number;
  /** Its move from arrival to each fill, the order's own push and all else. */
  readonly impact: number;
  /** The distance of each fill from the middle at its time. */
  readonly spread: number;
  readonly fees: number;
  /** The move from decision to end, on what did not fill. */
  readonly opportunity: number;
  /** Value of the whole order at the decision, and the total in basis points of it. */
  readonly notional: number;
  readonly totalBps: number;
}

/**
 * Splits the cost of an order after Perold (1988): each part is a difference of contract values along the way from
 * decision over arrival and middle to fill, so that they telescope to the total for every kind of instrument.
 */
export function tradingCosts(instrument: Instrument, order: WorkedOrder): TradingCosts {
  const sign = order.side === "buy" ? 1 : -1;
  const value = (price: number) => unitValue(instrument, price);
  const quantity = (lots: number) => sign * quantityOfLots(instrument, lots);
  const [decision, arrival, end] = [order.decisionPrice, order.arrivalPrice, order.endPrice].map(value) as [
    number,
    number,
    number,
  ];
  const over = (term: (fill: CostedFill) => number): number =>
    totalOf(order.fills.reduce((sum, fill) => addTo(sum, term(fill)), noSum));
  const unfilled = quantity(order.lots - order.fills.reduce((sum, { lots }) => sum + lots, 0));
  const paper = quantity(order.lots) * (end - decision);
  const real = over(({ lots, price, fee }) => quantity(lots) * (end - value(price)) - fee);
  const notional = Math.abs(quantity(order.lots) * decision);
  return {
    total: paper - real,
    delay: over(({ lots }) => quantity(lots) * (arrival - decision)),
    impact: over(({ lots, mid }) => quantity(lots) * (value(mid) - arrival)),
    spread: over(({ lots, price, mid }) => quantity(lots) * (value(price) - value(mid))),
    fees: over(({ fee }) => fee),
    opportunity: unfilled * (end - decision),
    notional,
    totalBps: ((paper - real) / notional) * 10_000,
  };
}
