import type { DataIdentity } from "./bars.ts";

/**
 * Trades of one or more symbols in the order of their time, as columns of equal length. `ts` is ms since 1970 UTC and
 * never falls; price and quantity are above 0.
 */
export interface Tape {
  readonly symbols: readonly string[];
  readonly ts: Float64Array;
  readonly price: Float64Array;
  /** In units of the instrument. */
  readonly quantity: Float64Array;
  /** Which of the symbols each trade is of. */
  readonly symbol: Uint16Array;
  /** Greatest number of decimals in the prices and in the quantities of each symbol. */
  readonly decimals: readonly { readonly price: number; readonly quantity: number }[];
  /** Where it came from; its role is `tape`. */
  readonly identity: DataIdentity;
}
