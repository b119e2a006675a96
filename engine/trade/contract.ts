import { type FeeSchedule, feeOf, type Liquidity } from "./fees.ts";
import { type Grid, gridCount, gridValue, type Rounding } from "./grid.ts";
import type { Instrument, MarginRates } from "./instrument.ts";

/** What a session must know of an instrument at each fill, as plain numbers. */
export interface Contract {
  readonly inverse: boolean;
  /** What one contract stands for: base coins of a linear one, quote money of an inverse one. */
  readonly size: number;
  /** Quantities are whole multiples of this; 0 is any fraction. */
  readonly lot: number;
  /** Step of price; undefined is any price. */
  readonly tick: Grid | undefined;
  /** Least notional of what an order adds, in the quote currency. */
  readonly notionalMin: number;
  readonly fees: FeeSchedule;
  /** Fractions of notional that back a position; undefined where it is fully paid or limits alone bound it. */
  readonly margin: MarginRates | undefined;
  /** Time of settlement, ms since 1970 UTC; Infinity for none. */
  readonly expiryMs: number;
}

/** A linear contract of one coin without grids, margin or expiry: what a market is without an instrument. */
export const plainContract = (fees: FeeSchedule, lot: number): Contract => ({
  inverse: false,
  size: 1,
  lot,
  tick: undefined,
  notionalMin: 0,
  fees,
  margin: undefined,
  expiryMs: Number.POSITIVE_INFINITY,
});

/** The contract of an instrument. */
export const contractOf = ({
  kind,
  payoff,
  contractSize,
  lot,
  tick,
  notionalMin,
  fees,
  margin,
  expiryMs,
}: Instrument): Contract => ({
  inverse: payoff === "inverse",
  size: contractSize,
  lot: lot.step,
  tick,
  notionalMin,
  fees,
  margin: kind === "spot" ? undefined : margin,
  expiryMs: expiryMs ?? Number.POSITIVE_INFINITY,
});

/** Value of one unit in the account's currency, v(p): see `unitValue` for the law. */
export const valueAt = ({ inverse, size }: Contract, price: number): number =>
  inverse ? -size / price : size * price;

/** Notional of one unit in the account's currency, without sign. */
export const notionalAt = ({ inverse, size }: Contract, price: number): number =>
  inverse ? size / price : size * price;

/** Notional of one unit in the quote currency, with which the least notional is compared. */
export const quotedAt = ({ inverse, size }: Contract, price: number): number =>
  inverse ? size : size * price;

/** Fee of a fill in the account's currency. */
export const contractFee = (
  contract: Contract,
  liquidity: Liquidity,
  quantity: number,
  price: number,
): number => feeOf(contract.fees, liquidity, quantity, notionalAt(contract, price));

/**
 * A price on the contract's grid; the price itself where there is none, or where it is not known. Up and down are
 * those of the number.
 */
export function onTick({ tick }: Contract, price: number, rounding: Rounding): number {
  if (tick === undefined || !(price > 0) || price === Number.POSITIVE_INFINITY) return price;
  return gridValue(tick, gridCount(tick, price, rounding));
}
