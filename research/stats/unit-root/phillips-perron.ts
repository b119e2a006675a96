import { refuse } from "../../../engine/core/errors.ts";
import { demandKnown, demandLags, demandVariety } from "../known-series.ts";
import { longRunVariance } from "../long-run-variance.ts";
import { ols } from "../ols.ts";
import type { UnitRoot } from "./adf.ts";
import { mackinnonCritical, mackinnonP } from "./mackinnon.ts";
import { rhoCritical, rhoP } from "./rho-surface.ts";
import { schwertLags, termsOf, trendColumns } from "./trend.ts";

/** Settings of {@link phillipsPerron}. */
export interface PhillipsPerronOptions {
  /** Deterministic terms; a constant if not given. */
  readonly trend?: "n" | "c" | "ct";
  /** The corrected t ratio, "tau", or n (rho - 1), "rho"; "tau" if not given. */
  readonly kind?: "tau" | "rho";
  /** Lags of the long-run variance; Schwert's 12 (n / 100)^(1/4) if not given. */
  readonly lags?: number;
}

/**
 * Phillips-Perron test. Null hypothesis: a unit root, as {@link adf}'s. In place of lagged differences, the statistic
 * of y_t = terms + rho y_{t-1} + u_t is corrected by the long-run variance of u (Phillips and Perron 1988).
 * A `UserError` for a series that is too short for its lags, constant, exactly predictable or has gaps.
 *
 * @example
 * phillipsPerron(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8), { lags: 2 }).nobs // => 11
 */
export function phillipsPerron(xs: Float64Array, options: PhillipsPerronOptions = {}): UnitRoot {
  const { trend = "c", kind = "tau" } = options;
  const terms = termsOf(trend);
  const nobs = xs.length - 1;
  demandKnown("phillips-perron", xs, terms + 3);
  demandVariety("phillips-perron", xs);
  const lags = options.lags ?? schwertLags(xs.length);
  demandLags("phillips-perron", lags, 0, nobs);
  // With a constant the level is of no account, and near to 0 it keeps its digits.
  const shifted = trend === "n" ? xs : xs.map((x) => x - xs[0]!);
  const level = shifted.subarray(0, nobs);
  // On the differences the coefficient is rho - 1, with all its digits.
  const differences = level.map((x, i) => shifted[i + 1]! - x);
  const fit = ols("phillips-perron", differences, [...trendColumns(trend, nobs), level]);
  if (fit.ssr === 0)
    refuse("phillips-perron: the series predicts itself exactly; there is no chance in it to test");
  const [slope, error] = [fit.coefficients[terms]!, fit.errors[terms]!];
  const short = fit.ssr / nobs;
  const long = longRunVariance(fit.residuals, lags);
  const variance = fit.ssr / fit.df;
  if (kind === "rho") {
    const statistic = nobs * slope - (0.5 * (nobs * error) ** 2 * (long - short)) / variance;
    return { statistic, p: rhoP(statistic, trend), lags, nobs, critical: rhoCritical(trend, nobs) };
  }
  const correction = (0.5 * (long - short) * nobs * error) / Math.sqrt(long * variance);
  const statistic = (Math.sqrt(short / long) * slope) / error - correction;
  return {
    statistic,
    p: mackinnonP(statistic, trend),
    lags,
    nobs,
    critical: mackinnonCritical(trend, nobs),
  };
}
