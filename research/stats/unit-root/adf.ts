import { refuse } from "../../../engine/core/errors.ts";
import { demandKnown, demandLags, demandVariety } from "../known-series.ts";
import { chooseLags, type LagRule, levelRatio } from "./adf-regression.ts";
import { type Critical, mackinnonCritical, mackinnonP } from "./mackinnon.ts";
import { schwertLags, type Trend, termsOf } from "./trend.ts";

/** Settings of {@link adf}. */
export interface AdfOptions {
  /** Deterministic terms; a constant if not given. */
  readonly trend?: Trend;
  /** How the lags are chosen, or their number; "aic" if not given. */
  readonly lags?: LagRule | number;
  /** The most lags that a rule may choose; Schwert's 12 (n / 100)^(1/4) if not given. */
  readonly lagsMax?: number;
}

/** Result of a unit-root test. */
export interface UnitRoot {
  readonly statistic: number;
  /** Probability of a statistic as low as this where there is a unit root. */
  readonly p: number;
  readonly lags: number;
  /** Observations of the regression. */
  readonly nobs: number;
  /** Critical values at 1%, 5% and 10% for that many observations. */
  readonly critical: Critical;
}

/** Result of {@link adf}: with the best value of the criterion that chose the lags, NaN where they were given. */
export interface Adf extends UnitRoot {
  readonly criterion: number;
}

/**
 * Augmented Dickey-Fuller test. Null hypothesis: a unit root, the series wanders. A p near 0 speaks for a stationary
 * series. The statistic is the t ratio of b in dy_t = terms + b y_{t-1} + sum c_i dy_{t-i} (Said and Dickey 1984), p
 * and critical values by MacKinnon (1994, 2010). Candidates for the lags share one sample; the chosen regression then
 * uses all that its own lags leave.
 * A `UserError` for a series that is too short, constant, exactly predictable or has gaps.
 *
 * @example
 * adf(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8), { lags: 1 }).nobs // => 10
 */
export function adf(xs: Float64Array, options: AdfOptions = {}): Adf {
  const { trend = "c", lags: rule = "aic", lagsMax } = options;
  const n = xs.length;
  const terms = termsOf(trend);
  const room = Math.floor(n / 2) - terms - 1;
  demandKnown("adf", xs, 1);
  if (room < 0) refuse(`adf: ${n} values are too few for a test with ${terms} deterministic terms`);
  demandVariety("adf", xs);
  // With a constant the level is of no account, and near to 0 it keeps its digits.
  const shifted = trend === "n" ? xs : xs.map((x) => x - xs[0]!);
  const given = typeof rule === "number" ? rule : lagsMax;
  if (given !== undefined) demandLags("adf", given, 0, room);
  const choice =
    typeof rule === "number"
      ? { lags: rule, criterion: Number.NaN }
      : chooseLags("adf", shifted, trend, given ?? Math.min(room, schwertLags(n)), rule);
  const statistic = levelRatio("adf", shifted, trend, choice.lags);
  const nobs = n - 1 - choice.lags;
  return {
    statistic,
    p: mackinnonP(statistic, trend),
    lags: choice.lags,
    nobs,
    critical: mackinnonCritical(trend, nobs),
    criterion: choice.criterion,
  };
}
