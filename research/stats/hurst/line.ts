import { ols } from "../ols.ts";

/** Slope of a straight line through points of two logarithms. NaN for fewer than two points. */
export function logSlope(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  if (xs.length < 2) return Number.NaN;
  const x = Float64Array.from(xs, Math.log);
  const y = Float64Array.from(ys, Math.log);
  if (!y.every(Number.isFinite)) return Number.NaN;
  return ols("hurst", y, [new Float64Array(x.length).fill(1), x]).coefficients[1]!;
}

/** Block sizes 8, 16, 32, ... of which at least `blocks` fit into `n` values. */
export function blockSizes(n: number, blocks: number): number[] {
  const sizes: number[] = [];
  for (let size = 8; size * blocks <= n; size *= 2) sizes.push(size);
  return sizes;
}

/** Whole blocks of a size, from the beginning; what does not fill one is left out. */
export const blocksOf = (xs: Float64Array, size: number): Float64Array[] =>
  Array.from({ length: Math.floor(xs.length / size) }, (_, i) => xs.subarray(i * size, (i + 1) * size));
