import { refuse } from "../../engine/core/errors.ts";
import { excessKurtosis, momentsOf, skewness } from "./moments.ts";

/** Result of {@link jarqueBera}. */
export interface JarqueBera {
  readonly statistic: number;
  /** Probability of a statistic at least this great for normal data, by chi-square with 2 degrees of freedom. */
  readonly p: number;
  /** Population skewness m3 / m2^1.5. */
  readonly skewness: number;
  /** Population kurtosis m4 / m2^2: 3 for normal data. */
  readonly kurtosis: number;
  readonly n: number;
}

/**
 * Whether data are normal, by skewness S and kurtosis K: JB = n/6 (S^2 + (K - 3)^2 / 4), and p = exp(-JB/2), which is
 * exact for the chi-square distribution with 2 degrees of freedom (Jarque and Bera 1980).
 * NaN for a constant series and for one with an unknown value; a `UserError` for an empty one.
 *
 * @example
 * jarqueBera(Float64Array.of(1, 2.5)).statistic // => 0.3333333333333333
 */
export function jarqueBera(xs: Float64Array): JarqueBera {
  if (xs.length === 0) refuse("jarque-bera: needs at least 1 value; was given none");
  const moments = momentsOf(xs);
  const { n } = moments;
  const s = skewness(moments);
  const excess = excessKurtosis(moments);
  const statistic = (n / 6) * (s * s + (excess * excess) / 4);
  return { statistic, p: Math.exp(-statistic / 2), skewness: s, kurtosis: excess + 3, n };
}
