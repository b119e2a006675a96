import { demandKnown, demandLags, demandVariety } from "../known-series.ts";
import { normalCdf } from "../normal.ts";

/** Settings of {@link varianceRatio}. */
export interface VarianceRatioOptions {
  /** Steps of the longer horizon, q. */
  readonly lags: number;
  /** Holds for steps whose variance changes (overlapping horizons only); true if not given. */
  readonly robust?: boolean;
  /** Corrects both variances for their bias (overlapping horizons only); true if not given. */
  readonly debiased?: boolean;
  /** Uses all horizons of q steps, not only those beside each other; true if not given. */
  readonly overlap?: boolean;
  /** Whether the walk may drift, "c", or not, "n"; "c" if not given. */
  readonly trend?: "c" | "n";
}

/** Result of {@link varianceRatio}. */
export interface VarianceRatio {
  /** Variance of q steps over q times that of one: above 1 for trending, below 1 for reverting series. */
  readonly ratio: number;
  /** Normal with mean 0 and variance 1 for a random walk. */
  readonly statistic: number;
  /** Two-sided probability of a statistic so far from 0. */
  readonly p: number;
}

/**
 * Variance-ratio test of Lo and MacKinlay (1988). Null hypothesis: the levels (log prices, not returns) are a random
 * walk. Robust to heteroskedasticity by their delta_k unless told otherwise.
 * NaN for a series without chance in its steps; a `UserError` for one that is too short or has gaps.
 *
 * @example
 * varianceRatio(Float64Array.of(0, 1, 0, 1, 0, 1, 0, 1), { lags: 2 }).ratio < 0.1 // => true
 */
export function varianceRatio(levels: Float64Array, options: VarianceRatioOptions): VarianceRatio {
  const { lags: q, robust = true, debiased = true, overlap = true, trend = "c" } = options;
  demandKnown("variance-ratio", levels, 4);
  demandLags("variance-ratio", q, 2, Math.floor(levels.length / 2));
  demandVariety("variance-ratio", levels);
  // Without overlap what does not fill a horizon is left out.
  const steps = overlap ? levels.length - 1 : Math.floor((levels.length - 1) / q) * q;
  const y = levels.subarray(0, steps + 1);
  const drift = trend === "n" ? 0 : (y[steps]! - y[0]!) / steps;
  const single = differencesOf(y, 1, drift);
  const long = overlap ? differencesOf(y, q, drift) : blocksOf(y, q, drift);
  let short = squaresOf(single) / steps;
  let longer = squaresOf(long) / (overlap ? steps * q : steps);
  if (overlap && debiased) {
    short *= steps / (steps - 1);
    longer = squaresOf(long) / (q * (steps - q + 1) * (1 - q / steps));
  }
  // Steps that are all equal differ from the drift by rounding noise alone.
  if (Math.sqrt(short) <= 1e-14 * largest(levels))
    return { ratio: Number.NaN, statistic: Number.NaN, p: Number.NaN };
  const ratio = longer / short;
  const theta = robust && overlap ? robustTheta(single, q) : plainTheta(q, overlap);
  const statistic = (Math.sqrt(steps) * (ratio - 1)) / Math.sqrt(theta);
  return { ratio, statistic, p: 2 * normalCdf(-Math.abs(statistic)) };
}

const differencesOf = (y: Float64Array, q: number, drift: number): Float64Array =>
  Float64Array.from({ length: y.length - q }, (_, i) => y[i + q]! - y[i]! - q * drift);

const blocksOf = (y: Float64Array, q: number, drift: number): Float64Array =>
  Float64Array.from({ length: (y.length - 1) / q }, (_, i) => y[(i + 1) * q]! - y[i * q]! - q * drift);

const squaresOf = (xs: Float64Array): number => xs.reduce((sum, x) => sum + x * x, 0);

const largest = (xs: Float64Array): number => xs.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Asymptotic variance of the ratio for steps of equal variance. */
const plainTheta = (q: number, overlap: boolean): number =>
  overlap ? (2 * (2 * q - 1) * (q - 1)) / (3 * q) : 2 * (q - 1);

/** Asymptotic variance of the ratio from products of squared steps. */
function robustTheta(steps: Float64Array, q: number): number {
  const squares = steps.map((z) => z * z);
  const whole = squares.reduce((sum, z) => sum + z, 0);
  let theta = 0;
  for (let k = 1; k < q; k++) {
    let products = 0;
    for (let t = k; t < squares.length; t++) products += squares[t]! * squares[t - k]!;
    theta += 4 * (1 - k / q) ** 2 * ((steps.length * products) / (whole * whole));
  }
  return theta;
}
