/**
 * Sum of products of a series with itself `lag` steps before, over n whatever the lag.
 *
 * @example
 * autocovariance(Float64Array.of(1, -1, 1, -1), 1) // => -0.75
 */
export function autocovariance(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < centred.length; i++) sum += centred[i]! * centred[i - lag]!;
  return sum / centred.length;
}

/**
 * Long-run variance of a centred series: autocovariances to `lags`, weighted by the Bartlett kernel 1 - k / (lags + 1),
 * which keeps the sum from being negative (Newey and West 1987).
 *
 * @example
 * longRunVariance(Float64Array.of(1, -1, 1, -1), 1) // => 0.25
 */
export function longRunVariance(centred: Float64Array, lags: number): number {
  let sum = autocovariance(centred, 0);
  for (let k = 1; k <= lags; k++) sum += 2 * (1 - k / (lags + 1)) * autocovariance(centred, k);
  return sum;
}
