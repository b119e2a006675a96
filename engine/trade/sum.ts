/**
 * A running sum that keeps the rounding of its additions beside it (Neumaier 1974), so that its error does not grow
 * with the number of terms. Immutable.
 */
export interface Sum {
  readonly high: number;
  readonly low: number;
}

export const noSum: Sum = { high: 0, low: 0 };

/** The sum with one more term. */
export function addTo({ high, low }: Sum, term: number): Sum {
  const next = high + term;
  const lost = Math.abs(high) >= Math.abs(term) ? high - next + term : term - next + high;
  return { high: next, low: low + lost };
}

/**
 * The value of a sum, rounded once.
 *
 * @example
 * totalOf([1e16, 1, -1e16].reduce(addTo, noSum)) // => 1
 */
export const totalOf = ({ high, low }: Sum): number => high + low;
