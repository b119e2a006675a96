/**
 * A series less its mean, which is rounded to the digits of the values: of values far from 0, deviations keep as many
 * digits as the values have beyond their common part.
 *
 * @example
 * centred(Float64Array.of(1, 2, 6))[2] // => 3
 */
export function centred(xs: Float64Array): Float64Array {
  const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  return xs.map((x) => x - mean);
}
