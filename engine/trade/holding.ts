import { type Instrument, quantityOfLots, unitValue } from "./instrument.ts";
import { type Rejection, rejected } from "./rejection.ts";

/** Which position a fill works on: the only one of a net account, or a leg of a hedged one. */
export type Leg = "net" | "long" | "short";

/** A position at average cost. Immutable. */
export interface Holding {
  readonly symbol: string;
  readonly leg: Leg;
  /** Signed whole lots; a long leg is never below 0, a short leg never above. */
  readonly lots: number;
  /** Sum of quantity times unit value over what is still open, in the settlement currency; exactly 0 when flat. */
  readonly cost: number;
}

export const emptyHolding = (symbol: string, leg: Leg): Holding => ({ symbol, leg, lots: 0, cost: 0 });

/** Signed lots of a fill: positive bought, negative sold. */
export const signedLots = ({
  side,
  lots,
}: {
  readonly side: "buy" | "sell";
  readonly lots: number;
}): number => (side === "buy" ? lots : -lots);

/** What a fill did to a position. */
export interface HoldingChange {
  readonly holding: Holding;
  /** Profit realised by what it closed, before fees, in the settlement currency. */
  readonly realised: number;
  /** Cash paid (negative) or received: -q v(price). */
  readonly cash: number;
}

/**
 * A position after a trade of `lots` (signed) at a price. What it closes leaves at average cost; what goes beyond
 * zero opens the other way at the price.
 */
export function tradeHolding(
  instrument: Instrument,
  holding: Holding,
  lots: number,
  price: number,
): HoldingChange {
  const value = unitValue(instrument, price);
  const traded = quantityOfLots(instrument, lots) * value;
  const closes = holding.lots * lots < 0;
  const closed = closes ? Math.sign(lots) * Math.min(Math.abs(lots), Math.abs(holding.lots)) : 0;
  // In whole, not by a quotient: a closed position has a cost of exactly 0.
  const closedCost = closed === -holding.lots ? holding.cost : holding.cost * (-closed / holding.lots);
  const closedValue = closed === lots ? traded : quantityOfLots(instrument, closed) * value;
  const opened = quantityOfLots(instrument, lots - closed) * value;
  return {
    holding: { ...holding, lots: holding.lots + lots, cost: holding.cost - closedCost + opened },
    realised: closed === 0 ? 0 : -closedValue - closedCost,
    cash: 0 - traded,
  };
}

/** What a position would bring at a price beyond its cost, in the settlement currency, before fees. */
export const unrealisedOf = (instrument: Instrument, { lots, cost }: Holding, price: number): number =>
  lots === 0 ? 0 : quantityOfLots(instrument, lots) * unitValue(instrument, price) - cost;

/** Average price of what is open: the price whose unit value is the average cost; NaN when flat. */
export function entryPriceOf(instrument: Instrument, { lots, cost }: Holding): number {
  if (lots === 0) return Number.NaN;
  const value = cost / quantityOfLots(instrument, lots);
  const { payoff, contractSize } = instrument;
  return payoff === "linear" ? value / contractSize : -contractSize / value;
}

/**
 * Lots of a reduce-only order that may still trade: those that bring the position to zero, not one more. A refusal by
 * rule `reduce-only` where there is nothing to reduce.
 */
export function reducibleLots(
  holding: Holding,
  order: { readonly side: "buy" | "sell"; readonly lots: number },
): number | Rejection {
  const held = order.side === "sell" ? holding.lots : -holding.lots;
  return held > 0 ? Math.min(held, order.lots) : rejected("reduce-only", Math.max(0, held), order.lots);
}

/** Why a position may not take a fill; undefined if it may. Rules `whole-lots`, `reduce-only`, `hedge-leg`. */
export function refuseFill(
  holding: Holding,
  fill: { readonly side: "buy" | "sell"; readonly lots: number; readonly reduceOnly?: boolean },
): Rejection | undefined {
  if (!Number.isSafeInteger(fill.lots) || fill.lots <= 0) {
    return rejected("whole-lots", "a whole number above 0", fill.lots);
  }
  const opens =
    (holding.leg === "long" && fill.side === "buy") || (holding.leg === "short" && fill.side === "sell");
  const legOnly = holding.leg !== "net" && !opens;
  if (!fill.reduceOnly && !legOnly) return undefined;
  const rule = fill.reduceOnly ? "reduce-only" : "hedge-leg";
  const lots = reducibleLots(holding, fill);
  if (typeof lots !== "number") return { ...lots, rule };
  return lots < fill.lots ? rejected(rule, lots, fill.lots) : undefined;
}
