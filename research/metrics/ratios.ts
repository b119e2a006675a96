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

/** Mean over ALL returns of min(r - target, 0)^2, with the target a bar. */
export function downsideVariance(returns: Float64Array, target = 0): number {
  let sum = 0;
  for (let i = 0; i < returns.length; i++) {
    const excess = returns[i]! - target;
    // Written so that NaN is counted and spreads.
    if (!(excess >= 0)) sum += excess * excess;
  }
  return sum / returns.length;
}

/** Annual downside deviation: sqrt(mean of min(r, 0)^2 over all returns) times sqrt(perYear). */
export const downsideDeviation = (returns: Float64Array, perYear: number): number =>
  Math.sqrt(downsideVariance(returns)) * Math.sqrt(perYear);

/**
 * Sortino ratio (Sortino and van der Meer 1991): mean excess over the target, over the downside deviation of ALL
 * returns from it, times sqrt(perYear). The target is annual, 0 unless told. NaN where no return is below it.
 */
export function sortino(returns: Float64Array, perYear: number, targetAnnual = 0): number {
  const target = perBar(targetAnnual, perYear);
  let sum = 0;
  for (let i = 0; i < returns.length; i++) sum += returns[i]!;
  const downside = Math.sqrt(downsideVariance(returns, target));
  return ratio(sum / returns.length - target, downside) * Math.sqrt(perYear);
}

/** Sums of what lies above and below a threshold. */
export interface GainsAndLosses {
  readonly gains: number;
  /** Positive. */
  readonly losses: number;
}

/** Sum of max(x - threshold, 0) and of max(threshold - x, 0). */
export function gainsAndLosses(xs: Float64Array, threshold = 0): GainsAndLosses {
  let gains = 0;
  let losses = 0;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i]! - threshold;
    if (x > 0) gains += x;
    else losses -= x;
  }
  return { gains, losses };
}

/**
 * Omega ratio (Keating and Shadwick 2002): sum of returns above the threshold over sum of those below. The
 * threshold is annual, 0 unless told. NaN where nothing is below.
 */
export function omega(returns: Float64Array, perYear: number, thresholdAnnual = 0): number {
  const { gains, losses } = gainsAndLosses(returns, perBar(thresholdAnnual, perYear));
  return ratio(gains, losses);
}

/** Gain-to-pain ratio (Schwager 2012): sum of returns over sum of losses. NaN without losses. */
export function gainToPain(returns: Float64Array): number {
  const { gains, losses } = gainsAndLosses(returns);
  return ratio(gains - losses, losses);
}

/** Growth-optimal leverage of a Gaussian return (Kelly 1956, Thorp 2006): mean over variance (ddof 1), per bar. */
export function kellyGaussian(returns: Float64Array): number {
  const moments = returnMoments(returns);
  return ratio(moments.mean, deviation(moments) ** 2);
}
