import { centred } from "../centred.ts";
import { demandKnown, demandLags } from "../known-series.ts";
import { autocovariance } from "../long-run-variance.ts";
import { momentsOf } from "../moments.ts";

/** Settings of {@link acf}. */
export interface AcfOptions {
  readonly lags: number;
  /** Divides the product of lag k by n - k in place of n: unbiased, but no longer positive definite. */
  readonly adjusted?: boolean;
}

/**
 * Autocorrelations of lags 0 to `lags`: products with the demeaned series before, over n, divided by the variance.
 * NaN for a constant series and for one with gaps; a `UserError` for more lags than the series allows.
 *
 * @example
 * acf(Float64Array.of(1, -1, 1, -1), { lags: 1 })[1] // => -0.75
 */
export function acf(xs: Float64Array, { lags, adjusted = false }: AcfOptions): Float64Array {
  const n = xs.length;
  demandLags("acf", lags, 0, Math.max(0, n - 1));
  // A constant has deviations that are rounding noise: s2 is exactly 0 then.
  if (!(momentsOf(xs).s2 > 0)) return new Float64Array(lags + 1).fill(Number.NaN);
  const deviations = centred(xs);
  const whole = autocovariance(deviations, 0);
  return Float64Array.from({ length: lags + 1 }, (_, k) => {
    const ratio = k === 0 ? 1 : autocovariance(deviations, k) / whole;
    return adjusted ? (ratio * n) / (n - k) : ratio;
  });
}

/**
 * Bounds of a 95% confidence interval around each autocorrelation of a series of `n` values, by Bartlett's variance
 * (1 + 2 sum of r_i^2 below k) / n, for a process that has none from lag k on. Lag 0 is 1 without doubt.
 *
 * @example
 * acfBounds(Float64Array.of(1, 0.5), 100)[1][0].toFixed(3) // => "0.304"
 */
export function acfBounds(r: Float64Array, n: number): [lower: number, upper: number][] {
  let squares = 0.5;
  return Array.from(r, (value, k) => {
    if (k === 0) return [value, value];
    const half = 1.959963984540054 * Math.sqrt((2 * squares) / n);
    squares += value * value;
    return [value - half, value + half];
  });
}

/** Demands a series whose partial autocorrelations up to `lags` can be computed. */
export function demandLagged(test: string, xs: Float64Array, lags: number): void {
  demandKnown(test, xs, 2);
  demandLags(test, lags, 1, Math.max(1, xs.length - 1));
}
