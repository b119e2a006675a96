import { sumOf } from "./sum.ts";

/**
 * A series less its mean. The mean of great numbers is itself rounded, so that what is left of it is taken away too.
 *
 * @example
 * centred(Float64Array.of(1, 2, 6))[2] // => 3
 */
export function centred(xs: Float64Array): Float64Array {
  const mean = sumOf(xs) / xs.length;
  const near = xs.map((x) => x - mean);
  const rest = sumOf(near) / xs.length;
  return near.map((x) => x - rest);
}
