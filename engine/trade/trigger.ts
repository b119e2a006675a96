import type { OrderTerms } from "./order-terms.ts";

type Trailing = Pick<OrderTerms, "side" | "trailTicks" | "trailFraction">;

/**
 * The trigger of a trailing stop after a price, in ticks: it follows the best price and never moves back. `level` is
 * the trigger so far; undefined before the first price. A fraction rounds away from the price, so that rounding never
 * triggers sooner than asked.
 *
 * @example
 * followTicks({ side: "sell", trailTicks: 10 }, 95, 120) // => 110
 * followTicks({ side: "sell", trailTicks: 10 }, 110, 112) // => 110
 */
export function followTicks(terms: Trailing, level: number | undefined, priceTicks: number): number {
  const { side, trailTicks, trailFraction = 0 } = terms;
  // What only the rounding of the product keeps from a whole number of ticks is that number.
  const distance = trailTicks ?? Math.ceil(priceTicks * trailFraction * (1 - 4 * Number.EPSILON));
  const wanted = side === "sell" ? priceTicks - distance : priceTicks + distance;
  if (level === undefined) return wanted;
  return side === "sell" ? Math.max(level, wanted) : Math.min(level, wanted);
}

/**
 * Whether a price sets off a conditional order whose trigger stands at `level`: a stop when the price moves against
 * its position (down to a selling one), a take-profit when it moves with it.
 */
export function setsOff(
  { side, kind }: Pick<OrderTerms, "side" | "kind">,
  level: number,
  priceTicks: number,
): boolean {
  const falls = (side === "sell") !== (kind === "take-profit");
  return falls ? priceTicks <= level : priceTicks >= level;
}
