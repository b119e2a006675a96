import { type FeeSchedule, feeOf, type Liquidity } from "./fees.ts";
import { type Grid, gridCount, gridText, gridValue } from "./grid.ts";

/**
 * What can be traded. A quantity is a number of contracts (of coins, where `contractSize` is 1), held as a whole
 * number of lots; a price is a whole number of ticks in the quote currency.
 */
export interface Instrument {
  readonly symbol: string;
  readonly kind: "spot" | "perpetual" | "future";
  /** A linear one gains in proportion to price; an inverse one is quoted in one currency and pays in its base. */
  readonly payoff: "linear" | "inverse";
  readonly base: string;
  readonly quote: string;
  /** Currency of cash, margin, profit, funding and fees: the base of an inverse one, else mostly the quote. */
  readonly settle: string;
  /** Step of price, and of quantity. */
  readonly tick: Grid;
  readonly lot: Grid;
  /** What one contract stands for: base coins of a linear one, quote money of an inverse one. */
  readonly contractSize: number;
  /** Least notional of an order, in the quote currency. */
  readonly notionalMin: number;
  readonly margin: MarginRates;
  readonly fees: FeeSchedule;
  /** Time of settlement, ms since 1970 UTC; only a future has one. */
  readonly expiryMs?: number;
}

/** Fractions of notional that must back a position: to open it, and to keep it. */
export interface MarginRates {
  readonly initial: number;
  readonly maintenance: number;
}

/**
 * Value of one contract at a price, in the settlement currency, v(p): `size p` if linear, `-size / p` if inverse.
 *
 * One law then serves every kind: a fill of q contracts changes cash by -q v(p), and equity is cash plus the sum of
 * q v(mark). For a linear one this is buying and selling coins. An inverse contract bought at a and sold at b pays
 * size (1/a - 1/b) in coins, which is v(b) - v(a) with v(p) = -size / p: its value is a debt of coins that shrinks as
 * the price rises, against which opening it credits the same number of coins.
 */
export const unitValue = ({ payoff, contractSize }: Instrument, price: number): number =>
  payoff === "linear" ? contractSize * price : -contractSize / price;

/** Absolute value of a quantity at a price, in the settlement currency: what margin, funding and fees are taken of. */
export const notionalOf = (instrument: Instrument, quantity: number, price: number): number =>
  Math.abs(quantity * unitValue(instrument, price));

/** Absolute value of a quantity at a price in the quote currency: what the least notional is compared with. */
export const quoteNotional = (
  { payoff, contractSize }: Instrument,
  quantity: number,
  price: number,
): number => Math.abs(quantity) * contractSize * (payoff === "linear" ? price : 1);

/** Fee of a fill in the settlement currency; negative is a rebate. */
export const fillFee = (
  instrument: Instrument,
  liquidity: Liquidity,
  quantity: number,
  price: number,
): number => feeOf(instrument.fees, liquidity, quantity, Math.abs(unitValue(instrument, price)));

/** Quantity of a whole number of lots, and price of a whole number of ticks, as the nearest doubles. */
export const quantityOfLots = ({ lot }: Instrument, lots: number): number => gridValue(lot, lots);
export const priceOfTicks = ({ tick }: Instrument, ticks: number): number => gridValue(tick, ticks);

/** Quantity and price as the decimal strings in which they travel to a venue. */
export const quantityText = ({ lot }: Instrument, lots: number): string => gridText(lot, lots);
export const priceText = ({ tick }: Instrument, ticks: number): string => gridText(tick, ticks);

/** Whole lots of a quantity, rounded towards zero: an order is never larger than it was meant. */
export const lotsWithin = ({ lot }: Instrument, quantity: number): number =>
  (quantity < 0 ? -1 : 1) * gridCount(lot, Math.abs(quantity), "down") + 0;

/** Ticks of a limit price, rounded so that it is never worse for its owner: down for a buyer, up for a seller. */
export const limitTicksOf = ({ tick }: Instrument, side: "buy" | "sell", price: number): number =>
  gridCount(tick, price, side === "buy" ? "down" : "up");
