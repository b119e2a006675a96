/**
 * Durbin-Watson statistic of residuals: sum of squared differences over sum of squares. About 2 without
 * autocorrelation of lag 1, towards 0 with positive and 4 with negative one (Durbin and Watson 1950). The residuals
 * are not demeaned. NaN for none, for zeros and for gaps.
 *
 * @example
 * durbinWatson(Float64Array.of(1, -1, 1, -1)) // => 3
 */
export function durbinWatson(residuals: Float64Array): number {
  let differences = 0;
  let squares = 0;
  for (let i = 0; i < residuals.length; i++) {
    const x = residuals[i]!;
    squares += x * x;
    if (i > 0) differences += (x - residuals[i - 1]!) ** 2;
  }
  return Number.isFinite(squares) ? differences / squares : Number.NaN;
}
