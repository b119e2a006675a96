import { refuse } from "../../../engine/core/errors.ts";
import { demandKnown, demandLags } from "../known-series.ts";
import { momentsOf } from "../moments.ts";
import { ols } from "../ols.ts";
import { squaresFrom } from "../qr.ts";
import { chooseLags, type LagRule, levelRatio } from "../unit-root/adf-regression.ts";
import { type Critical, mackinnonCritical, mackinnonP } from "../unit-root/mackinnon.ts";
import { schwertLags } from "../unit-root/trend.ts";

/** A regression whose R^2 is nearer to 1 than this leaves no residual to test: 100 times the root of 2^-52. */
const collinearFrom = 1 - 100 * 2 ** -26;

/** Settings of {@link engleGranger}. */
export interface EngleGrangerOptions {
  /** Deterministic terms of the regression of the levels; a constant if not given. */
  readonly trend?: "n" | "c" | "ct";
  /** How the lags of the residual's test are chosen, or their number; "aic" if not given. */
  readonly lags?: LagRule | number;
  /** The most lags that a rule may choose; Schwert's 12 (n / 100)^(1/4) if not given. */
  readonly lagsMax?: number;
}

/** Result of {@link engleGranger}. */
export interface EngleGranger {
  /** Negative infinity for series that are combinations of each other. */
  readonly statistic: number;
  /** Probability of a statistic as low as this without cointegration. */
  readonly p: number;
  readonly lags: number;
  /** Critical values at 1%, 5% and 10%; NaN without deterministic terms, for which none are published. */
  readonly critical: Critical;
  /** Coefficients of the other series, then constant and trend (which counts from 1). */
  readonly coefficients: Float64Array;
  readonly rSquared: number;
  /** Deviation from the long-run relation: the spread. */
  readonly residuals: Float64Array;
}

/**
 * Engle-Granger test. Null hypothesis: no cointegration of `y` with the others (1 to 5). The levels are regressed on
 * each other, and the residual is tested for a unit root without deterministic terms (Engle and Granger 1987); p and
 * critical values are MacKinnon's for that number of series (1994, 2010).
 * A `UserError` for series that are too short, not equally long, constant or have gaps.
 */
export function engleGranger(
  y: Float64Array,
  others: readonly Float64Array[],
  options: EngleGrangerOptions = {},
): EngleGranger {
  const { trend = "c", lags: rule = "aic", lagsMax } = options;
  const n = y.length;
  const variables = others.length + 1;
  demandTogether("engle-granger", [y, ...others], { least: 2, most: 6 });
  const one = new Float64Array(n).fill(1);
  const columns = [...others];
  if (trend !== "n") columns.push(one);
  if (trend === "ct") columns.push(one.map((_, i) => i + 1));
  const room = Math.floor(n / 2) - 1;
  if (room < 0 || n - columns.length < 2)
    refuse(`engle-granger: ${n} rows are too few for ${variables} series`);
  const fit = ols("engle-granger", y, columns);
  const total = trend === "n" ? squaresFrom(y, 0) : momentsOf(y).s2;
  const rSquared = 1 - fit.ssr / total;
  const given = typeof rule === "number" ? rule : lagsMax;
  if (given !== undefined) demandLags("engle-granger", given, 0, room);
  const result = {
    critical: mackinnonCritical(trend, n - 1, variables),
    coefficients: fit.coefficients,
    rSquared,
    residuals: fit.residuals,
  };
  if (!(rSquared < collinearFrom)) return { statistic: Number.NEGATIVE_INFINITY, p: 0, lags: 0, ...result };
  const most = given ?? Math.min(room, schwertLags(n));
  const lags =
    typeof rule === "number" ? rule : chooseLags("engle-granger", fit.residuals, "n", most, rule).lags;
  const statistic = levelRatio("engle-granger", fit.residuals, "n", lags);
  return { statistic, p: mackinnonP(statistic, trend, variables), lags, ...result };
}

/** Demands several series of one length without gaps. */
export function demandTogether(
  test: string,
  series: readonly Float64Array[],
  { least, most }: { readonly least: number; readonly most: number },
): void {
  if (series.length < least || series.length > most) {
    refuse(`${test}: takes ${least} to ${most} series; was given ${series.length}`);
  }
  const n = series[0]!.length;
  for (const [i, xs] of series.entries()) {
    if (xs.length !== n)
      refuse(`${test}: series must be equally long; number ${i + 1} has ${xs.length} values, not ${n}`);
    demandKnown(test, xs, 3);
  }
}
