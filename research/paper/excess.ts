import type { Amounts, Cause } from "./causes.ts";

/** A part of a position that only one of two accounts holds, in the view of the first, and whom it is charged to. */
export interface Excess {
  /** Signed; changed as it is closed. */
  readonly quantity: number;
  /** Value of one unit as it was traded. */
  readonly value: number;
  /** Fees that came with it; below 0 those of the second account. */
  readonly fee: number;
  readonly cause: Cause;
  readonly amounts: { -readonly [K in Cause]: Amounts[K] };
}

type Lot = { -readonly [K in keyof Excess]: Excess[K] };

/** The excess of one symbol in lots, oldest first. Changed by this module alone. */
export interface ExcessBook {
  readonly lots: Lot[];
}

export const createExcess = (): ExcessBook => ({ lots: [] });

export const openExcess = ({ lots }: ExcessBook): readonly Lot[] => lots;

/** Below this part of what came in, what is left is rounding. */
const roundingPart = 1e-15;

/**
 * Takes in a part: it closes lots of the other sign, first in, first out, each charged with what it earned and with its
 * share of the fee; what is left of it opens a lot of its own.
 */
export function takeExcess({ lots }: ExcessBook, part: Excess): void {
  const { value, fee } = part;
  const size = Math.abs(part.quantity);
  let left = part.quantity;
  while (left !== 0 && lots.length > 0 && lots[0]!.quantity * left < 0) {
    const lot = lots[0]!;
    const closed = Math.abs(lot.quantity) <= Math.abs(left) ? lot.quantity : -left;
    lot.amounts[lot.cause] += closed * (value - lot.value) - (fee * Math.abs(closed)) / size;
    left += closed;
    if (closed === lot.quantity) lots.shift();
    else lot.quantity -= closed;
  }
  const share = size === 0 ? 1 : Math.abs(left) / size;
  part.amounts[part.cause] -= fee * share;
  if (Math.abs(left) > roundingPart * size) lots.push({ ...part, quantity: left });
}
