import { momentsOf } from "../moments.ts";
import { ols } from "../ols.ts";
import { acf, demandLagged } from "./acf.ts";

/**
 * Partial autocorrelations of lags 0 to `lags` from autocorrelations, by the recursion of Levinson and Durbin: what
 * lag k adds to those below it. From autocorrelations over n they are the Yule-Walker ones.
 *
 * @example
 * partialOf(Float64Array.of(1, 0.5, 0.25))[2] // => 0
 */
export function partialOf(r: Float64Array): Float64Array {
  const partial = new Float64Array(r.length);
  let phi: number[] = [];
  let variance = r[0]!;
  partial[0] = r[0]!;
  for (let k = 1; k < r.length; k++) {
    const left = phi.reduce((sum, value, i) => sum - value * r[k - 1 - i]!, r[k]!);
    const last = left / variance;
    phi = [...phi.map((value, i) => value - last * phi[k - 2 - i]!), last];
    variance *= 1 - last * last;
    partial[k] = last;
  }
  return partial;
}

/**
 * Partial autocorrelations of lags 0 to `lags` by Yule-Walker equations on autocorrelations over n. NaN for a constant.
 *
 * @example
 * pacf(Float64Array.of(1, -1, 1, -1), 1)[1] // => -0.75
 */
export function pacf(xs: Float64Array, lags: number): Float64Array {
  demandLagged("pacf", xs, lags);
  return partialOf(acf(xs, { lags }));
}

/**
 * Partial autocorrelations by regressions: of lag k, the last coefficient of the series on a constant and its k lags,
 * over the rows that the k lags leave. NaN for a constant.
 *
 * @example
 * pacfOls(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6), 1)[0] // => 1
 */
export function pacfOls(xs: Float64Array, lags: number): Float64Array {
  demandLagged("pacf", xs, lags);
  if (!(momentsOf(xs).s2 > 0)) return new Float64Array(lags + 1).fill(Number.NaN);
  return Float64Array.from({ length: lags + 1 }, (_, k) => {
    if (k === 0) return 1;
    const rows = xs.length - k;
    const lagged = Array.from({ length: k }, (__, i) => xs.subarray(k - 1 - i, k - 1 - i + rows));
    const fit = ols("pacf", xs.subarray(k), [new Float64Array(rows).fill(1), ...lagged]);
    return fit.coefficients[k]!;
  });
}
