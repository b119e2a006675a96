import { demandKnown } from "../known-series.ts";
import type { Distribution } from "./distribution.ts";
import { kolmogorovLimitSurvival, kolmogorovSurvival } from "./kolmogorov.ts";

/** Result of {@link ksTest}. */
export interface KsTest {
  /** Greatest distance between the empirical distribution and the given one. */
  readonly statistic: number;
  /** Probability of so great a distance, exact for the number of values. */
  readonly p: number;
  /** The same by the limit for many values. */
  readonly pLimit: number;
}

/**
 * Kolmogorov-Smirnov test, two-sided, of values against a continuous distribution that is known beforehand. Where its
 * parameters were fitted to the same values, p is too great (Lilliefors 1967).
 * A `UserError` for no values or gaps.
 *
 * @example
 * ksTest(Float64Array.of(0.5), { cdf: (x) => x }).statistic // => 0.5
 */
export function ksTest(xs: Float64Array, { cdf }: Pick<Distribution, "cdf">): KsTest {
  demandKnown("kolmogorov-smirnov", xs, 1);
  const sorted = xs.slice().sort();
  const n = sorted.length;
  let statistic = 0;
  for (let i = 0; i < n; i++) {
    const p = cdf(sorted[i]!);
    statistic = Math.max(statistic, p - i / n, (i + 1) / n - p);
  }
  return {
    statistic,
    p: kolmogorovSurvival(n, statistic),
    pLimit: kolmogorovLimitSurvival(statistic * Math.sqrt(n)),
  };
}
