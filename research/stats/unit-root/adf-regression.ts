import { refuse } from "../../../engine/core/errors.ts";
import { demandRank, gaussianLoglikelihood } from "../ols.ts";
import { factorise, squaresFrom } from "../qr.ts";
import { type Trend, termsOf, trendColumns } from "./trend.ts";

/** How the number of lagged differences is found: by an information criterion, or by the t ratio of the last. */
export type LagRule = "aic" | "bic" | "t";

/** The last lag stays if its |t| is at least this, the 95% quantile of the normal distribution. */
const lastLagFrom = 1.6448536269514722;

/** Residuals below this part of the differences are rounding noise: the series predicts itself exactly. */
const exactBelow = 1e-12;

/** What the regression needs: level before, and lagged differences, aligned with the differences from `start` on. */
interface Rows {
  readonly y: Float64Array;
  readonly level: Float64Array;
  readonly lagged: readonly Float64Array[];
}

/** Rows that are left by `start` lags. */
function rowsOf(xs: Float64Array, start: number, lags: number): Rows {
  const differences = Float64Array.from({ length: xs.length - 1 }, (_, i) => xs[i + 1]! - xs[i]!);
  const rows = differences.length - start;
  return {
    y: differences.slice(start),
    level: xs.slice(start, start + rows),
    lagged: Array.from({ length: lags }, (_, k) => differences.slice(start - 1 - k, start - 1 - k + rows)),
  };
}

/**
 * The t ratio of the level in a regression of the differences on deterministic terms, the level before and `lags`
 * lagged differences (Dickey and Fuller 1979; Said and Dickey 1984), over the sample that the lags leave.
 */
export function levelRatio(subject: string, xs: Float64Array, trend: Trend, lags: number): number {
  const { y, level, lagged } = rowsOf(xs, lags, lags);
  // The level comes last: then its t ratio can be read from the factors.
  const columns = [...trendColumns(trend, y.length), ...lagged, level];
  const df = y.length - columns.length;
  if (df < 1) refuse(`${subject}: ${xs.length} values are too few for ${lags} lags`);
  const whole = squaresFrom(y, 0);
  const factors = factorise(columns, y);
  demandRank(subject, factors);
  const last = columns.length - 1;
  const ssr = squaresFrom(factors.rotated, columns.length);
  if (!(Math.sqrt(ssr) > exactBelow * Math.sqrt(whole))) {
    refuse(`${subject}: the series predicts itself exactly; there is no chance in it to test`);
  }
  return (factors.rotated[last]! * Math.sign(factors.diagonal[last]!)) / Math.sqrt(ssr / df);
}

/** Number of lags, and the value of the criterion there (for the rule of the last t, that ratio's size). */
export interface LagChoice {
  readonly lags: number;
  readonly criterion: number;
}

/**
 * Chooses the number of lagged differences from 0 to `most`. All candidates are fitted to the same sample, that which
 * `most` lags leave, from one factorisation: leaving out the last columns only adds their part to the residual.
 */
export function chooseLags(
  subject: string,
  xs: Float64Array,
  trend: Trend,
  most: number,
  rule: LagRule,
): LagChoice {
  const { y, level, lagged } = rowsOf(xs, most, most);
  const first = termsOf(trend) + 1;
  const n = y.length;
  const columns = [...trendColumns(trend, n), level, ...lagged];
  const { rotated } = factorise(columns, y);
  const ssr = Float64Array.from({ length: most + 1 }, (_, lag) => squaresFrom(rotated, first + lag));
  if (rule === "t") return lastOfWeight(rotated, ssr, first);
  // Without a degree of freedom left, the fit is perfect whatever the series.
  if (n <= columns.length) {
    refuse(
      `${subject}: ${xs.length} values are too few to choose among up to ${most} lags; give their number`,
    );
  }
  let best: LagChoice = { lags: 0, criterion: Number.POSITIVE_INFINITY };
  for (let lags = 0; lags <= most; lags++) {
    const k = first + lags;
    const penalty = rule === "aic" ? 2 * k : Math.log(n) * k;
    const criterion = -2 * gaussianLoglikelihood(ssr[lags]!, n) + penalty;
    if (criterion < best.criterion) best = { lags, criterion };
  }
  return best;
}

/** From the most lags down to the first whose last one has weight; without any, the ratio is the level's. */
function lastOfWeight(rotated: Float64Array, ssr: Float64Array, first: number): LagChoice {
  for (let lags = ssr.length - 1; ; lags--) {
    const df = rotated.length - first - lags;
    const ratio = Math.abs(rotated[first + lags - 1]!) / Math.sqrt(ssr[lags]! / df);
    if (lags === 0 || ratio >= lastLagFrom) return { lags, criterion: ratio };
  }
}
