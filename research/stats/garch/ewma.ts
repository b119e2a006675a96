import { refuse } from "../../../engine/core/errors.ts";
import { equalLength, interleaved, meanOuterProduct } from "./conditional-correlation.ts";

/** Covariance and correlation of one pair of series at each row, known from the rows before it. */
export interface EwmaPair {
  readonly i: number;
  readonly j: number;
  readonly covariance: Float64Array;
  readonly correlation: Float64Array;
}

const startLength = 75;

/**
 * Exponentially weighted covariances S[t] = lambda S[t-1] + (1 - lambda) x[t-1] x[t-1]' of returns that are not centred
 * (RiskMetrics 1996), for every pair i <= j: a pair of a series with itself is its variance.
 * S[0] is the mean of the first 75 products, so that the first rows are not free of look-ahead: drop them.
 *
 * Throws a UserError for lambda outside (0, 1), unequal lengths, or no rows.
 */
export function ewmaCovariances(columns: readonly Float64Array[], { lambda = 0.94 } = {}): EwmaPair[] {
  if (!(lambda > 0 && lambda < 1)) refuse(`lambda must be in (0, 1); was ${lambda}`);
  const k = columns.length;
  const n = equalLength(columns);
  if (n === 0) refuse("exponentially weighted covariances need at least one row; there is none");
  const first = meanOuterProduct(interleaved(columns.map((column) => column.subarray(0, startLength))), k);
  const covarianceOf = (i: number, j: number) => {
    const [x, y] = [columns[i]!, columns[j]!];
    const out = new Float64Array(n);
    out[0] = first[i * k + j]!;
    for (let t = 1; t < n; t++) out[t] = lambda * out[t - 1]! + (1 - lambda) * x[t - 1]! * y[t - 1]!;
    return out;
  };
  const variances = columns.map((_, i) => covarianceOf(i, i));
  return columns.flatMap((_, i) =>
    columns.slice(i).map((_, further) => {
      const j = i + further;
      const covariance = covarianceOf(i, j);
      const correlation = covariance.map((s, t) => s / Math.sqrt(variances[i]![t]! * variances[j]![t]!));
      return { i, j, covariance, correlation };
    }),
  );
}
