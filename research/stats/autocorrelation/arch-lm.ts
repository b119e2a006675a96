import { refuse } from "../../../engine/core/errors.ts";
import { demandKnown, demandLags } from "../known-series.ts";
import { momentsOf } from "../moments.ts";
import { ols } from "../ols.ts";
import { chiSquareSurvival, fSurvival } from "../special/tails.ts";

/** Squares that vary by less than this part of their mean have lost half their digits or more: the root of 2^-52. */
const variedFrom = 2 ** -26;

/** Result of {@link archLm}. */
export interface ArchLm {
  readonly lags: number;
  /** Observations times R^2. */
  readonly statistic: number;
  /** Probability of a statistic as high as this without ARCH effects, by chi-square with `lags` degrees of freedom. */
  readonly p: number;
  /** The same question by the F test that all lags have no weight; NaN without degrees of freedom. */
  readonly f: number;
  readonly fP: number;
}

/**
 * Engle's Lagrange multiplier test. Null hypothesis: no ARCH effects, the variance does not depend on its past.
 * Squares of the series, which is taken as residuals and not demeaned, are regressed on a constant and their lags;
 * LM = (nobs - ddof) R^2 (Engle 1982).
 * A `UserError` for a series that is too short, has gaps, or whose squares do not vary.
 *
 * @example
 * archLm(Float64Array.of(1, 2, -1, 3, 1, -2, 0, 1), 1).statistic.toFixed(4) // => "1.4887"
 */
export function archLm(xs: Float64Array, lags: number, ddof = 0): ArchLm {
  const n = xs.length;
  demandKnown("arch-lm", xs, 2);
  demandLags("arch-lm", lags, 1, Math.max(1, Math.floor((n - 1) / 2)));
  const squares = xs.map((x) => x * x);
  const rows = n - lags;
  const y = squares.subarray(lags);
  const { s2: total, mean } = momentsOf(y);
  if (Math.sqrt(total / rows) <= variedFrom * mean) {
    refuse("arch-lm: the squares hardly vary beside their size; take residuals, whose mean is near 0");
  }
  const lagged = Array.from({ length: lags }, (_, k) => squares.subarray(lags - 1 - k, n - 1 - k));
  const fit = ols("arch-lm", y, [new Float64Array(rows).fill(1), ...lagged]);
  const explained = (total - fit.ssr) / total;
  const statistic = (rows - ddof) * explained;
  const f = fit.df > 0 ? (total - fit.ssr) / lags / (fit.ssr / fit.df) : Number.NaN;
  return {
    lags,
    statistic,
    p: chiSquareSurvival(statistic, lags),
    f,
    fP: fit.df > 0 ? fSurvival(f, lags, fit.df) : Number.NaN,
  };
}
