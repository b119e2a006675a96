import { demandKnown, demandLags, demandVariety } from "../known-series.ts";
import { normalCdf } from "../normal.ts";
import { ols } from "../ols.ts";
import type { UnitRoot } from "./adf.ts";
import { chooseLags, levelRatio } from "./adf-regression.ts";
import { type Critical, polynomial } from "./mackinnon.ts";
import { schwertLags, termsOf, trendColumns } from "./trend.ts";

/** Settings of {@link dfgls}. */
export interface DfglsOptions {
  /** Deterministic terms that are taken out; a constant if not given. */
  readonly trend?: "c" | "ct";
  /** How the lags are chosen, or their number; "aic" if not given. */
  readonly lags?: "aic" | "bic" | number;
}

interface Surface {
  /** Distance from a unit root, times n, at which the test is best. */
  readonly distance: number;
  readonly least: number;
  readonly star: number;
  readonly greatest: number;
  readonly small: readonly number[];
  readonly large: readonly number[];
  readonly critical: readonly [one: readonly number[], five: readonly number[], ten: readonly number[]];
}

/** Response surfaces fitted to simulations as MacKinnon's (1994, 2010); the coefficients are the `arch` package's. */
const surfaces: Readonly<Record<"c" | "ct", Surface>> = {
  c: {
    distance: -7,
    least: -17.561302895074206,
    star: -0.4795076091714674,
    greatest: 13.365361509140614,
    small: [0.67422739, 1.25475826, 0.03572509],
    large: [0.50612497, 0.98305664, -0.05648525, 0.00140875],
    critical: [
      [-2.56781793, -20.5575392, 182.727674, -1778.66664],
      [-1.94363325, -21.7272746, 260.815068, -2269.14916],
      [-1.61998241, -23.2734708, 306.474378, -2574.83557],
    ],
  },
  ct: {
    distance: -13.5,
    least: -13.681153542634465,
    star: -2.1960404365401298,
    greatest: 8.73743383728356,
    small: [2.38767685, 1.57454737, 0.05754439],
    large: [2.60561421, 1.67850224, 0.0373599, -0.01017936],
    critical: [
      [-3.40689134, -21.69971242, 27.26295939, -816.84404772],
      [-2.84677178, -19.69109364, 84.7664136, -799.40722401],
      [-2.55890707, -19.42621991, 116.53759752, -840.31342847],
    ],
  },
};

/**
 * Dickey-Fuller test after GLS detrending (Elliott, Rothenberg and Stock 1996), more powerful than {@link adf} against
 * roots near to one. Null hypothesis: a unit root. The deterministic terms are estimated on quasi-differences
 * x_t - (1 + c/n) x_{t-1} with c = -7 (constant) or -13.5 (trend), and the test is run without any.
 * A `UserError` for a series that is too short, constant, exactly predictable or has gaps.
 *
 * @example
 * dfgls(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8), { lags: 1 }).nobs // => 10
 */
export function dfgls(xs: Float64Array, { trend = "c", lags = "aic" }: DfglsOptions = {}): UnitRoot {
  const n = xs.length;
  demandKnown("dfgls", xs, termsOf(trend) + 4);
  demandVariety("dfgls", xs);
  const surface = surfaces[trend];
  const shifted = xs.map((x) => x - xs[0]!);
  const detrended = detrend(shifted, trend, 1 + surface.distance / n);
  const room = Math.floor((n - 1) / 2) - 1;
  if (typeof lags === "number") demandLags("dfgls", lags, 0, room);
  const used = typeof lags === "number" ? lags : lagsOf(shifted, trend, Math.min(room, schwertLags(n)), lags);
  const statistic = levelRatio("dfgls", detrended, "n", used);
  const nobs = n - 1 - used;
  return { statistic, p: pOf(surface, statistic), lags: used, nobs, critical: criticalOf(surface, nobs) };
}

/** The lags are chosen on least-squares residuals: those of the quasi-differences favour too many (Perron and Qu 2007). */
function lagsOf(shifted: Float64Array, trend: "c" | "ct", most: number, rule: "aic" | "bic"): number {
  const { residuals } = ols("dfgls", shifted, trendColumns(trend, shifted.length));
  return chooseLags("dfgls", residuals, "n", most, rule).lags;
}

function detrend(shifted: Float64Array, trend: "c" | "ct", root: number): Float64Array {
  const columns = trendColumns(trend, shifted.length);
  const quasi = (column: Float64Array) => column.map((x, i) => (i === 0 ? x : x - root * column[i - 1]!));
  const { coefficients } = ols("dfgls", quasi(shifted), columns.map(quasi));
  return shifted.map((x, i) => columns.reduce((left, column, j) => left - coefficients[j]! * column[i]!, x));
}

function pOf({ least, star, greatest, small, large }: Surface, tau: number): number {
  if (tau > greatest) return 1;
  if (tau < least) return 0;
  return normalCdf(polynomial(tau <= star ? small : large, tau));
}

const criticalOf = ({ critical: [one, five, ten] }: Surface, nobs: number): Critical => [
  polynomial(one, 1 / nobs),
  polynomial(five, 1 / nobs),
  polynomial(ten, 1 / nobs),
];
