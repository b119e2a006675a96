/**
 * Values of at least 0 as shares of their sum; all 0 where it is 0.
 *
 * @example
 * shares(Float64Array.of(1, 3)).join(" ") // => "0.25 0.75"
 */
export function shares(values: Float64Array): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0);
  return total > 0 ? values.map((value) => value / total) : new Float64Array(values.length);
}
