import { deviation, type Moments, momentsOf } from "../stats/moments.ts";

/** The rate a bar that compounds to an annual rate: (1 + annual)^(1/perYear) - 1. */
export const perBar = (annual: number, perYear: number): number => (1 + annual) ** (1 / perYear) - 1;

/** `top / bottom`, NaN where the divisor is 0: a ratio to no risk is not a number. */
export const ratio = (top: number, bottom: number): number => (bottom === 0 ? Number.NaN : top / bottom);

/** Moments of simple returns: what is smaller than the rounding of 1 + r counts as none. */
export const returnMoments = (returns: Float64Array): Moments => momentsOf(returns, 1);

/** Annual volatility: sample standard deviation (ddof 1) of the returns times sqrt(perYear). */
export const volatilityOf = (moments: Moments, perYear: number): number =>
  deviation(moments) * Math.sqrt(perYear);

/** Sharpe ratio from moments, annualised; see {@link sharpe}. */
export const sharpeOf = (moments: Moments, perYear: number, riskFreeAnnual = 0): number =>
  ratio(moments.mean - perBar(riskFreeAnnual, perYear), deviation(moments)) * Math.sqrt(perYear);

/**
 * Sharpe ratio (Sharpe 1994): mean excess return over its sample standard deviation (ddof 1), times
 * sqrt(perYear). The risk-free rate is annual, 0 unless told. NaN for constant returns or fewer than two.
 */
export const sharpe = (returns: Float64Array, perYear: number, riskFreeAnnual = 0): number =>
  sharpeOf(returnMoments(returns), perYear, riskFreeAnnual);

/** Sums of what lies above and below a threshold, which may be added to column by column. */
export interface Sums {
  readonly threshold: number;
  n: number;
  /** Of the values less the threshold. */
  sum: number;
  /** Of max(x - threshold, 0). */
  gains: number;
  /** Of max(threshold - x, 0). */
  losses: number;
  /** Of min(x - threshold, 0)^2. */
  downsideSquares: number;
  /** How many lie above, and below. */
  above: number;
  below: number;
}

/** No values yet. */
export const sumsAround = (threshold: number): Sums => ({
  threshold,
  n: 0,
  sum: 0,
  gains: 0,
  losses: 0,
  downsideSquares: 0,
  above: 0,
  below: 0,
});

/** Adds the values of a column; NaN among them makes all sums NaN. */
export function addSums(sums: Sums, xs: Float64Array): Sums {
  const { threshold } = sums;
  let { sum, above, below } = sums;
  let gains = 2 * sums.gains;
  let losses = 2 * sums.losses;
  let squares = 4 * sums.downsideSquares;
  // No branch on the sign, which is random: x + |x| is twice the gain or 0, exactly, and |x| - x twice the loss.
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i]! - threshold;
    const size = Math.abs(x);
    const loss = size - x;
    sum += x;
    gains += x + size;
    losses += loss;
    squares += loss * loss;
    above += +(x > 0);
    below += +(x < 0);
  }
  sums.n += xs.length;
  sums.sum = sum;
  sums.gains = gains / 2;
  sums.losses = losses / 2;
  sums.downsideSquares = squares / 4;
  sums.above = above;
  sums.below = below;
  return sums;
}

/** Sums above and below a threshold. */
export const sumsOf = (xs: Float64Array, threshold = 0): Sums => addSums(sumsAround(threshold), xs);

/** Downside deviation a bar: sqrt of the mean over ALL returns of min(r - target, 0)^2. */
export const downsideOf = ({ n, downsideSquares }: Sums): number => Math.sqrt(downsideSquares / n);

/** Annual downside deviation from 0: that of a bar times sqrt(perYear). */
export const downsideDeviation = (returns: Float64Array, perYear: number): number =>
  downsideOf(sumsOf(returns)) * Math.sqrt(perYear);

/** Sortino ratio from sums around the target, annualised; see {@link sortino}. */
export const sortinoOf = (sums: Sums, perYear: number): number =>
  ratio(sums.sum / sums.n, downsideOf(sums)) * Math.sqrt(perYear);

/**
 * Sortino ratio (Sortino and van der Meer 1991): mean excess over the target, over the downside deviation of ALL
 * returns from it, times sqrt(perYear). The target is annual, 0 unless told. NaN where no return is below it.
 */
export const sortino = (returns: Float64Array, perYear: number, targetAnnual = 0): number =>
  sortinoOf(sumsOf(returns, perBar(targetAnnual, perYear)), perYear);

/** Omega ratio from sums around the threshold; see {@link omega}. */
export const omegaOf = ({ gains, losses }: Sums): number => ratio(gains, losses);

/**
 * Omega ratio (Keating and Shadwick 2002): sum of returns above the threshold over sum of those below. The
 * threshold is annual, 0 unless told. NaN where nothing is below.
 */
export const omega = (returns: Float64Array, perYear: number, thresholdAnnual = 0): number =>
  omegaOf(sumsOf(returns, perBar(thresholdAnnual, perYear)));

/** Gain-to-pain ratio from sums around 0; see {@link gainToPain}. */
export const gainToPainOf = ({ sum, losses }: Sums): number => ratio(sum, losses);

/** Gain-to-pain ratio (Schwager 2012): sum of returns over sum of losses. NaN without losses. */
export const gainToPain = (returns: Float64Array): number => gainToPainOf(sumsOf(returns));

/** Growth-optimal leverage from moments; see {@link kellyGaussian}. */
export const kellyGaussianOf = (moments: Moments): number => ratio(moments.mean, deviation(moments) ** 2);

/** Growth-optimal leverage of a Gaussian return (Kelly 1956, Thorp 2006): mean over variance (ddof 1), per bar. */
export const kellyGaussian = (returns: Float64Array): number => kellyGaussianOf(returnMoments(returns));
