import { centred } from "../centred.ts";
import { demandKnown, demandLags, demandVariety } from "../known-series.ts";
import { longRunVariance } from "../long-run-variance.ts";
import { normalCdf } from "../normal.ts";
import { studentSurvival } from "../special/tails.ts";
import { sumOf } from "../sum.ts";

/** A test of mean zero that holds under autocorrelation and changing variance. */
export interface HacMean {
  readonly mean: number;
  readonly lags: number;
  readonly error: number;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
}

export interface HacOptions {
  /** Lags of the Bartlett kernel; floor(4 (n/100)^(2/9)) by default (Newey and West 1994). */
  readonly lags?: number;
  /** Whether the variance is times n / (n - 1) and p of Student's t with n - 1 degrees of freedom. */
  readonly corrected?: boolean;
}

/** The lags that Newey and West (1994) suggest for n values. */
export const automaticLags = (n: number): number => Math.floor(4 * (n / 100) ** (2 / 9));

/**
 * Mean and its error by Newey and West (1987): variance (g0 + 2 sum of (1 - k/(L + 1)) g[k]) / n, autocovariances over n.
 * Throws a UserError for fewer than two values, a gap, a constant, or lags that the series does not have.
 */
export function hacMean(xs: Float64Array, { lags, corrected = false }: HacOptions = {}): HacMean {
  demandKnown("HAC mean", xs, 2);
  demandVariety("HAC mean", xs);
  const n = xs.length;
  const used = lags ?? Math.min(n - 1, automaticLags(n));
  demandLags("HAC mean", used, 0, n - 1);
  const deviations = centred(xs);
  const mean = sumOf(xs) / n;
  const variance = (longRunVariance(deviations, used) / n) * (corrected ? n / (n - 1) : 1);
  const error = Math.sqrt(variance);
  const t = mean / error;
  const tail = corrected ? studentSurvival(Math.abs(t), n - 1) : normalCdf(-Math.abs(t));
  return { mean, lags: used, error, t, p: 2 * tail };
}
