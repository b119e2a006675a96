import { demandLags } from "../known-series.ts";
import { chiSquareSurvival } from "../special/tails.ts";
import { acf } from "./acf.ts";

/** Result of {@link ljungBox} and {@link boxPierce} for one number of lags. */
export interface Portmanteau {
  readonly lags: number;
  readonly statistic: number;
  /** Probability of a statistic as high as this for white noise; NaN without degrees of freedom. */
  readonly p: number;
}

/** Settings of {@link ljungBox}. */
export interface PortmanteauOptions {
  /** Numbers of lags, each of them a test. */
  readonly lags: readonly number[];
  /** Coefficients of the model whose residuals are tested: as many degrees of freedom fewer. */
  readonly modelDf?: number;
}

/**
 * Ljung-Box test. Null hypothesis: no autocorrelation up to a lag. Q = n (n + 2) sum r_k^2 / (n - k), chi-square with
 * lag - modelDf degrees of freedom (Ljung and Box 1978). NaN for a constant series and for one with gaps.
 *
 * @example
 * ljungBox(Float64Array.of(1, -1, 1, -1), { lags: [1] })[0].statistic // => 4.5
 */
export const ljungBox = (xs: Float64Array, options: PortmanteauOptions): Portmanteau[] =>
  portmanteau("ljung-box", xs, options, (r, k, n) => (n * (n + 2) * r * r) / (n - k));

/**
 * Box-Pierce test: {@link ljungBox} with Q = n sum r_k^2, too small in short series (Box and Pierce 1970).
 *
 * @example
 * boxPierce(Float64Array.of(1, -1, 1, -1), { lags: [1] })[0].statistic // => 2.25
 */
export const boxPierce = (xs: Float64Array, options: PortmanteauOptions): Portmanteau[] =>
  portmanteau("box-pierce", xs, options, (r, _, n) => n * r * r);

function portmanteau(
  test: string,
  xs: Float64Array,
  { lags, modelDf = 0 }: PortmanteauOptions,
  part: (r: number, k: number, n: number) => number,
): Portmanteau[] {
  for (const lag of lags) demandLags(test, lag, 1, xs.length - 1);
  const most = Math.max(...lags);
  const r = acf(xs, { lags: most });
  const sums = new Float64Array(most + 1);
  for (let k = 1; k <= most; k++) sums[k] = sums[k - 1]! + part(r[k]!, k, xs.length);
  return lags.map((lag) => ({
    lags: lag,
    statistic: sums[lag]!,
    p: chiSquareSurvival(sums[lag]!, lag - modelDf),
  }));
}
