/** (1 - 4^-k) B_2k / (k (2k - 1)) for k = 1, 2, ...: the asymptotic series of the logarithm of the ratio. */
const series = [1 / 8, -1 / 192, 1 / 640, -17 / 14336, 31 / 18432, -691 / 180224] as const;
const seriesFrom = 20;

/**
 * ln(Gamma(x + 1/2) / Gamma(x)) for x > 0, to about 1e-15: the constant of Student's t density without the
 * cancellation of two large logarithms. Shifted up by x Gamma(x) = Gamma(x + 1), then the asymptotic series
 * (Tricomi and Erdelyi 1951).
 *
 * @example
 * Math.abs(lnGammaRatio(0.5) + 0.5 * Math.log(Math.PI)) < 1e-14 // => true
 */
export function lnGammaRatio(x: number): number {
  let product = 1;
  let at = x;
  for (; at < seriesFrom; at++) product *= at / (at + 0.5);
  let sum = 0;
  for (let k = series.length - 1; k >= 0; k--) sum = sum / (at * at) + series[k]!;
  return Math.log(product) + 0.5 * Math.log(at) - sum / at;
}

/** Derivative of {@link lnGammaRatio}: digamma(x + 1/2) - digamma(x). */
export function gammaRatioSlope(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < seriesFrom; at++) sum += 1 / at - 1 / (at + 0.5);
  let tail = 0;
  for (let k = series.length - 1; k >= 0; k--) tail = tail / (at * at) + (2 * k + 1) * series[k]!;
  return sum + 0.5 / at + tail / (at * at);
}
