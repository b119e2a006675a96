import { refuse } from "../core/errors.ts";
import { onTick } from "../trade/contract.ts";
import { takerPrice } from "../venue/bar-price.ts";
import type { Slot } from "./session.ts";

/**
 * Price of an order that takes liquidity: whole ticks, rounded against it. Throws a UserError for a market that trades
 * below one tick of its instrument: the two do not belong together.
 */
export function takerOnTick(
  { symbol, contract }: Slot,
  side: 1 | -1,
  reference: number,
  cost: number,
): number {
  const price = onTick(contract, takerPrice(side, reference, cost), side > 0 ? "up" : "down");
  if (contract.tick !== undefined && price === 0) {
    refuse(
      `${symbol} must trade at one tick of its instrument (${contract.tick.text}) or more; was ${reference}; mend the tick`,
    );
  }
  return price;
}
