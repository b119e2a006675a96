import { normalCdf } from "../normal.ts";
import { criticalValues, type Surface, surfaces } from "./mackinnon-tables.ts";
import type { Trend } from "./trend.ts";

/** Critical values at 1%, 5% and 10%. NaN where none are tabulated. */
export type Critical = readonly [one: number, five: number, ten: number];

/** Value of a polynomial whose coefficients begin with the constant term. */
export const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

/**
 * Probability of a unit-root t statistic at most as great as `tau` where there is a unit root, or no cointegration of
 * `variables` series (1 to 6): MacKinnon (1994), with the tables of 2010. 0 and 1 beyond the tabulated range.
 *
 * @example
 * mackinnonP(-2.86154, "c").toFixed(4) // => "0.0500"
 */
export function mackinnonP(tau: number, trend: Trend, variables = 1): number {
  const surface = surfaces[trend][variables - 1];
  return surface === undefined || Number.isNaN(tau) ? Number.NaN : pOf(surface, tau);
}

function pOf({ least, star, greatest, small, large }: Surface, tau: number): number {
  if (tau > greatest) return 1;
  if (tau < least) return 0;
  return normalCdf(polynomial(tau <= star ? small : large, tau));
}

/**
 * Critical values of a unit-root t statistic for `nobs` observations, or asymptotic ones (MacKinnon 2010).
 *
 * @example
 * mackinnonCritical("c")[1] // => -2.86154
 */
export function mackinnonCritical(
  trend: Trend,
  nobs: number = Number.POSITIVE_INFINITY,
  variables = 1,
): Critical {
  const rows = criticalValues[trend][variables - 1];
  if (!rows) return [Number.NaN, Number.NaN, Number.NaN];
  return [polynomial(rows[0], 1 / nobs), polynomial(rows[1], 1 / nobs), polynomial(rows[2], 1 / nobs)];
}
