import { classOf, classShift, type FeatureSpread } from "../../../engine/model/spread.ts";
import { quantilesInPlace } from "../../stats/quantile.ts";

/** Classes of about equal count that a feature is cut into; fewer where its values repeat. */
const classes = 10;
const ranks = Array.from({ length: classes - 1 }, (_, k) => (k + 1) / classes);

/** How columns are spread: tenths of the values that are known, and the share in each. */
export function spreadOf(columns: readonly Float64Array[]): FeatureSpread {
  const edges = columns.map(edgesOf);
  return {
    cuts: Int32Array.from(edges, (own) => own.length),
    edges: Float64Array.from(edges.flatMap((own) => [...own])),
    shares: Float64Array.from(columns.flatMap((column, j) => [...sharesIn(edges[j]!, column)])),
  };
}

function edgesOf(column: Float64Array): Float64Array {
  const known = column.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return new Float64Array();
  const greatest = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const cuts = Float64Array.from(quantilesInPlace(known, ranks));
  return cuts.filter((edge, k) => edge < greatest && (k === 0 || edge !== cuts[k - 1]));
}

/** Share of the known values in each class; all 0 where none is known. */
function sharesIn(edges: Float64Array, column: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  let known = 0;
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    counts[classOf(edges, 0, edges.length, value)]!++;
    known++;
  }
  return known === 0 ? counts : counts.map((count) => count / known);
}

/**
 * By column, the population stability index of values beside a spread: the sum over classes of (p - q) log(p / q). By the
 * usual rule of thumb below 0.1 little moved, and above 0.25 much did (Siddiqi 2006). NaN for a column of which no value is known.
 */
export function stabilityOf(
  { cuts, edges, shares }: FeatureSpread,
  columns: readonly Float64Array[],
): Float64Array {
  let from = 0;
  return Float64Array.from(columns, (column, j) => {
    const own = edges.subarray(from, from + cuts[j]!);
    const before = shares.subarray(from + j, from + j + own.length + 1);
    from += own.length;
    if (column.every(Number.isNaN)) return Number.NaN;
    return sharesIn(own, column).reduce((sum, now, k) => sum + classShift(before[k]!, now), 0);
  });
}

/**
 * Greatest distance between the empirical distributions of two samples (Kolmogorov and Smirnov), values that are not
 * known left out; NaN where one has none.
 *
 * @example
 * ksDistance(Float64Array.of(1, 2), Float64Array.of(2, 3)) // => 0.5
 */
export function ksDistance(a: Float64Array, b: Float64Array): number {
  const sorted = (column: Float64Array) => column.filter((value) => !Number.isNaN(value)).sort();
  const [x, y] = [sorted(a), sorted(b)];
  if (x.length === 0 || y.length === 0) return Number.NaN;
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i]! === value) i++;
    while (j < y.length && y[j]! === value) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
}
