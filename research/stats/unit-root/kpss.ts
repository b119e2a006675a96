import { refuse } from "../../../engine/core/errors.ts";
import { demandKnown, demandLags, demandVariety } from "../known-series.ts";
import { autocovariance, longRunVariance } from "../long-run-variance.ts";
import { ols } from "../ols.ts";
import { schwertLags, trendColumns } from "./trend.ts";

/** Settings of {@link kpss}. */
export interface KpssOptions {
  /** Stationary around a constant, "c", or around a linear trend, "ct"; "c" if not given. */
  readonly trend?: "c" | "ct";
  /** Lags of the long-run variance: by the data, "auto", by the length alone, "legacy", or a number. */
  readonly lags?: "auto" | "legacy" | number;
}

/** Result of {@link kpss}. */
export interface Kpss {
  readonly statistic: number;
  /** Probability of a statistic as high as this for a stationary series, held within the table's 0.01 to 0.1. */
  readonly p: number;
  /** Whether the true p lies beyond the table: `p` is its end. */
  readonly pIsBound: boolean;
  readonly lags: number;
  /** Critical values at 10%, 5%, 2.5% and 1%. */
  readonly critical: readonly number[];
}

const levels = [0.1, 0.05, 0.025, 0.01] as const;
const tables = { c: [0.347, 0.463, 0.574, 0.739], ct: [0.119, 0.146, 0.176, 0.216] } as const;

/**
 * KPSS test. Null hypothesis: the series is stationary around a constant or a trend. A small p speaks for a unit root:
 * the opposite of Dickey and Fuller. Statistic: sum of squared partial sums of the residuals over n^2 times their
 * long-run variance; p by linear interpolation in the table (Kwiatkowski, Phillips, Schmidt and Shin 1992, table 1);
 * automatic lags by Hobijn, Franses and Ooms (1998).
 * A `UserError` for a series that is too short, constant, an exact trend or has gaps.
 *
 * @example
 * kpss(Float64Array.of(1, 2.5, 1.7)).lags // => 2
 */
export function kpss(xs: Float64Array, { trend = "c", lags = "auto" }: KpssOptions = {}): Kpss {
  const n = xs.length;
  demandKnown("kpss", xs, 3);
  demandVariety("kpss", xs);
  // The test does not depend on the level; near to 0 the residuals keep their digits.
  const shifted = xs.map((x) => x - xs[0]!);
  const { residuals, ssr } = ols("kpss", shifted, trendColumns(trend, n));
  if (ssr === 0) refuse("kpss: the series is an exact trend; there is no chance in it to test");
  const used = typeof lags === "number" ? lags : lags === "auto" ? hobijnLags(residuals) : schwertLags(n);
  if (!Number.isFinite(used)) refuse(`kpss: ${n} values are too few to choose lags from; give their number`);
  const within = typeof lags === "number" ? used : Math.min(used, n - 1);
  demandLags("kpss", within, 0, n - 1);
  const statistic = partialSquares(residuals) / (n * n * longRunVariance(residuals, within));
  const critical = tables[trend];
  const [least, most] = [critical[0], critical[3]];
  return {
    statistic,
    p: interpolate(statistic, critical),
    pIsBound: statistic < least || statistic > most,
    lags: within,
    critical,
  };
}

function partialSquares(residuals: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const residual of residuals) {
    sum += residual;
    squares += sum * sum;
  }
  return squares;
}

/** The bandwidth of Hobijn, Franses and Ooms for the Bartlett kernel. Infinite where the covariances cancel. */
function hobijnLags(residuals: Float64Array): number {
  const n = residuals.length;
  let level = autocovariance(residuals, 0);
  let slope = 0;
  for (let k = 1; k <= Math.floor(n ** (2 / 9)); k++) {
    const twice = 2 * autocovariance(residuals, k);
    level += twice;
    slope += k * twice;
  }
  return Math.floor(1.1447 * ((slope / level) ** 2) ** (1 / 3) * n ** (1 / 3));
}

/** Linear between the points of the table, its ends beyond. */
function interpolate(statistic: number, critical: readonly number[]): number {
  if (statistic <= critical[0]!) return levels[0];
  for (let i = 1; i < critical.length; i++) {
    if (statistic < critical[i]!) {
      const share = (statistic - critical[i - 1]!) / (critical[i]! - critical[i - 1]!);
      return levels[i - 1]! + share * (levels[i]! - levels[i - 1]!);
    }
  }
  return levels[3];
}
