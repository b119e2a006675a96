/**
 * The largest whole multiple of `lot` that is not above a non-negative quantity; the quantity itself where lot
 * is 0. A quantity that only rounding keeps below a multiple counts as that multiple: 0.3 is three lots of 0.1.
 *
 * @example
 * wholeLots(0.3, 0.1) // => 0.3
 */
export function wholeLots(quantity: number, lot: number): number {
  if (lot === 0) return quantity;
  const count = Math.floor((quantity / lot) * (1 + 4 * Number.EPSILON));
  const perUnit = Math.round(1 / lot);
  // Dividing by whole lots per unit gives the nearest double to the decimal; multiplying would not (3 * 0.1).
  return perUnit >= 1 && Math.abs(perUnit * lot - 1) < 1e-12 ? count / perUnit : count * lot;
}
