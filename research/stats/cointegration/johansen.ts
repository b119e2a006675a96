import { refuse } from "../../../engine/core/errors.ts";
import { demandLags } from "../known-series.ts";
import { demandRank, ols } from "../ols.ts";
import { type Factors, factorise, reflect } from "../qr.ts";
import { symmetricEigen } from "../symmetric-eigen.ts";
import { trendColumns } from "../unit-root/trend.ts";
import { demandTogether } from "./engle-granger.ts";
import { type JohansenTrend, johansenTable } from "./johansen-table.ts";

/** Settings of {@link johansen}. */
export interface JohansenOptions {
  /** Polynomial that is taken out of the data; a constant if not given. */
  readonly trend?: JohansenTrend;
  /** Lagged differences; 1 if not given. */
  readonly lags?: number;
  /**
   * Steps from the differences back to the level; 1, the level before, if not given. Any number up to the lags asks the
   * same question in other words. 0 is the level of the same row: what some packages take where there are no lags.
   */
  readonly levelLag?: number;
}

/** Result of {@link johansen}. */
export interface Johansen {
  /** Squared canonical correlations, in falling order. */
  readonly eigenvalues: Float64Array;
  /** For r = 0, 1, ...: tests at most r cointegrating relations against more. */
  readonly trace: Float64Array;
  /** For r = 0, 1, ...: tests r cointegrating relations against r + 1. */
  readonly maximum: Float64Array;
  /** Critical values at 90%, 95% and 99% for each r. */
  readonly traceCritical: readonly (readonly number[])[];
  readonly maximumCritical: readonly (readonly number[])[];
  /** Cointegrating vectors, the strongest first, scaled so that the first series has weight 1. */
  readonly vectors: readonly Float64Array[];
  /** Relations that the trace test finds at 95%: the first r that it does not reject. */
  readonly rank: number;
}

/**
 * Johansen's cointegration test of 2 to 8 series: squared canonical correlations of differences and levels, both less
 * what lagged differences explain (Johansen 1991). Data, differences, lags and levels are detrended as
 * `trend` says: data by its polynomial, the rest by a constant where there is one. The correlations come from
 * orthonormal bases, not from inverted moment matrices, so that near-collinear series keep their digits.
 * A `UserError` for series that are collinear, too short, not equally long or have gaps.
 */
export function johansen(series: readonly Float64Array[], options: JohansenOptions = {}): Johansen {
  const { trend = "c", lags = 1, levelLag = 1 } = options;
  demandTogether("johansen", series, { least: 2, most: 8 });
  const n = series[0]!.length;
  const m = series.length;
  const rows = n - 1 - lags;
  demandLags("johansen", lags, 0, Math.max(0, n - 2));
  demandLags("johansen, level", levelLag, 0, Math.max(1, lags));
  if (rows < m * (lags + 2) + 1) refuse(`johansen: ${n} rows are too few for ${m} series with ${lags} lags`);
  const data = series.map((xs) => lessTrend(xs, trend));
  const differences = data.map((xs) => xs.subarray(1).map((x, i) => x - xs[i]!));
  const within = trend === "n" ? "n" : "c";
  const after = (xs: Float64Array, from: number) => lessTrend(xs.slice(from, from + rows), within);
  const lagged = differences.flatMap((xs) => Array.from({ length: lags }, (_, k) => after(xs, lags - 1 - k)));
  const unexplained = (xs: Float64Array) =>
    lagged.length === 0 ? xs : ols("johansen", xs, lagged).residuals;
  const changes = basisOf(differences.map((xs) => unexplained(after(xs, lags))));
  const levels = basisOf(data.map((xs) => unexplained(after(xs, lags + 1 - levelLag))));
  const products = levels.columns.map((level) => changes.columns.map((change) => dot(level, change)));
  const { values, vectors } = symmetricEigen(products.map((row) => products.map((other) => dot(row, other))));
  return resultOf(
    values,
    vectors.map((v) => weightsOf(levels.factors, v)),
    rows,
    trend,
  );
}

function resultOf(
  eigenvalues: Float64Array,
  vectors: readonly Float64Array[],
  rows: number,
  trend: JohansenTrend,
): Johansen {
  const maximum = eigenvalues.map((value) => -rows * Math.log1p(-value));
  const trace = maximum.map((_, r) => maximum.subarray(r).reduce((sum, value) => sum + value, 0));
  const critical = (kind: "trace" | "maximum") =>
    Array.from(eigenvalues, (_, r) => johansenTable[kind][trend][eigenvalues.length - 1 - r]!);
  const traceCritical = critical("trace");
  const rank = traceCritical.findIndex(([, limit], r) => trace[r]! < limit);
  return {
    eigenvalues,
    trace,
    maximum,
    traceCritical,
    maximumCritical: critical("maximum"),
    vectors,
    rank: rank < 0 ? eigenvalues.length : rank,
  };
}

const lessTrend = (xs: Float64Array, trend: JohansenTrend): Float64Array =>
  trend === "n" ? xs : ols("johansen", xs, trendColumns(trend, xs.length)).residuals;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** An orthonormal basis of the space of the columns, and the factors that lead to it. */
function basisOf(columns: readonly Float64Array[]): { columns: Float64Array[]; factors: Factors } {
  const rows = columns[0]!.length;
  const factors = factorise(
    columns.map((column) => column.slice()),
    new Float64Array(rows),
  );
  demandRank("johansen", factors);
  const basis = columns.map((_, j) => {
    const unit = new Float64Array(rows);
    unit[j] = 1;
    for (let k = columns.length - 1; k >= 0; k--) {
      const v = factors.columns[k]!;
      reflect(v, -factors.diagonal[k]! * v[k]!, unit, k);
    }
    return unit;
  });
  return { columns: basis, factors };
}

/** From coordinates in the basis to weights of the series, the first of which is made 1. */
function weightsOf({ columns, diagonal }: Factors, coordinates: Float64Array): Float64Array {
  const weights = coordinates.slice();
  for (let j = weights.length - 1; j >= 0; j--) {
    weights[j]! /= diagonal[j]!;
    for (let i = 0; i < j; i++) weights[i]! -= columns[j]![i]! * weights[j]!;
  }
  return weights.map((weight) => weight / weights[0]!);
}
