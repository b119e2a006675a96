/** Coefficients of the asymptotic series in 1/x^2: Bernoulli numbers B2k / 2k. */
const bernoulli = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];

/**
 * Derivative of the logarithm of the gamma function at a positive number, to about 1e-15: the asymptotic series, below
 * 15 after steps of the recurrence (Abramowitz and Stegun 1964, 6.3.5, 6.3.18). NaN for other numbers.
 *
 * @example
 * digamma(100) // => 4.600161852738087
 */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let below = 0;
  let high = x;
  for (; high < 15; high++) below += 1 / high;
  const square = 1 / (high * high);
  let sum = 0;
  for (let k = bernoulli.length - 1; k >= 0; k--) sum = (sum + bernoulli[k]!) * square;
  return Math.log(high) - 0.5 / high - sum - below;
}
