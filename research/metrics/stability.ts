/** log(1 + r); by its series where r is small, because a run of a million bars asks for a million of them. */
function logOfGrowth(r: number): number {
  // The first term left out is r^8/8, below 1e-20.
  return r > -0.003 && r < 0.003
    ? r * (1 - r * (1 / 2 - r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7)))))))
    : Math.log1p(r);
}

/**
 * Stability of growth: R squared of the least squares line through log equity over time, from simple returns. A
 * straight line is 1. NaN where equity does not vary, or for fewer than three bars.
 */
export function stabilityOf(returns: Float64Array): number {
  const n = returns.length;
  if (n < 3) return Number.NaN;
  const middle = (n - 1) / 2;
  let log = 0;
  let sum = 0;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < n; i++) {
    log += logOfGrowth(returns[i]!);
    sum += log;
    squares += log * log;
    products += (i - middle) * log;
  }
  const vary = squares - (sum * sum) / n;
  if (!(vary > n * 1e-28)) return Number.NaN;
  const r2 = (products * products) / (((n * (n * n - 1)) / 12) * vary);
  return Math.min(1, r2);
}
