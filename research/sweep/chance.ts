import { expectedMaxNormal } from "../stats/selection/expected-max.ts";
import { deflatedSharpe } from "../stats/selection/probabilistic-sharpe.ts";

/**
 * The greatest of n Sharpe ratios that is expected where no variant has any skill: draws of a normal law around 0 with the
 * deviation that the n show, taken as independent, see {@link expectedMaxNormal}. Variants that resemble each other count
 * for fewer than they are, so that this is rather too high. NaN for fewer than two.
 *
 * @example
 * expectedBestOf(1000, 0.5).toFixed(3) // => "1.628"
 */
export const expectedBestOf = (n: number, deviation: number): number =>
  n >= 2 ? deviation * expectedMaxNormal(n) : Number.NaN;

/** Sharpe ratios over the variants of a search, annualised. */
export interface SharpeSpread {
  readonly n: number;
  readonly mean: number;
  readonly deviation: number;
}

/** What is known of one variant by its metrics. */
export interface VariantSharpe {
  /** Annualised. */
  readonly sharpe: number;
  readonly skew: number;
  /** Excess over that of a Gaussian. */
  readonly kurtosis: number;
  readonly bars: number;
}

/**
 * Deflated Sharpe ratio of a variant: the probability that its true Sharpe ratio is above the best of as many variants
 * without skill (Bailey and López de Prado 2014). NaN where something of it is not known, such as with core statistics.
 */
export function deflatedOf(
  { n, deviation }: SharpeSpread,
  { sharpe, skew, kurtosis, bars }: VariantSharpe,
  barsPerYear: number,
): number {
  const scale = Math.sqrt(barsPerYear);
  if (!(n >= 2 && bars > 3) || !Number.isFinite(deviation + sharpe + skew + kurtosis)) return Number.NaN;
  // Metrics have the sample's G1 and G2; the ratio is of the biased g1 and g2.
  const skewness = (skew * (bars - 2)) / Math.sqrt(bars * (bars - 1));
  const excess = ((kurtosis * (bars - 2) * (bars - 3)) / (bars - 1) - 6) / (bars + 1);
  const moments = { n: bars, sharpe: sharpe / scale, skewness, kurtosis: excess + 3 };
  return deflatedSharpe(moments, { count: n, variance: (deviation / scale) ** 2 });
}
