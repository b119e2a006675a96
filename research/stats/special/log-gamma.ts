/** Coefficients of Stirling's series in 1/x: Bernoulli numbers B2k / (2k (2k - 1)). */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** From here on eight terms of the series are exact to the last digit. */
const seriesFrom = 12;

function series(x: number): number {
  const square = 1 / (x * x);
  let sum = 0;
  for (let k = stirling.length - 1; k >= 0; k--) sum = sum * square + stirling[k]!;
  return sum / x;
}

/**
 * Natural logarithm of the gamma function of a positive number, to about 1e-15: Stirling's series, below 12 after
 * steps of the recurrence (Abramowitz and Stegun 1964, 6.1.41). NaN for other numbers.
 *
 * @example
 * logGamma(5) // => 3.1780538303479458
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x === 1 || x === 2) return 0;
  let product = 1;
  let high = x;
  for (; high < seriesFrom; high++) product *= high;
  return (high - 0.5) * Math.log(high) - high + halfLogTwoPi + series(high) - Math.log(product);
}

/**
 * What Stirling's formula lacks: ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2). Small for a great `x`, where the
 * logarithms of gamma functions themselves cancel digits.
 *
 * @example
 * stirlingError(100) // => 0.0008333305556349205
 */
export const stirlingError = (x: number): number =>
  x >= seriesFrom ? series(x) : logGamma(x) - ((x - 0.5) * Math.log(x) - x + halfLogTwoPi);
