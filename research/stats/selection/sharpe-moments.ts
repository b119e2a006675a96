import { deviation, excessKurtosis, momentsOf, skewness } from "../moments.ts";

/** What the distribution of a Sharpe ratio depends on. Per period, never annualised. */
export interface SharpeMoments {
  readonly n: number;
  /** Mean over sample deviation (ddof 1) of the returns of a period. */
  readonly sharpe: number;
  /** Biased sample skewness. */
  readonly skewness: number;
  /** Biased sample kurtosis, 3 for the normal distribution: not the excess. */
  readonly kurtosis: number;
}

/** Sharpe ratio and shape of returns, benchmark already taken off. NaN for a constant, a gap or fewer than two values. */
export function sharpeMoments(returns: Float64Array): SharpeMoments {
  // Returns are ratios less one: deviations of rounding size beside 1 are a constant's.
  const moments = momentsOf(returns, 1);
  const sd = deviation(moments);
  return {
    n: moments.n,
    sharpe: sd > 0 ? moments.mean / sd : Number.NaN,
    skewness: skewness(moments),
    kurtosis: excessKurtosis(moments) + 3,
  };
}

/**
 * n - 1 times the variance of a Sharpe ratio: 1 - skewness SR + (kurtosis - 1)/4 SR^2 (Mertens 2002, Lo 2002); NaN
 * where the sample's shape makes it not positive.
 */
export function sharpeVariance({ sharpe, skewness: g1, kurtosis }: SharpeMoments): number {
  const variance = 1 - g1 * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  return variance > 0 ? variance : Number.NaN;
}

/** Standard error of a Sharpe ratio. */
export const sharpeError = (moments: SharpeMoments): number =>
  Math.sqrt(sharpeVariance(moments) / (moments.n - 1));
