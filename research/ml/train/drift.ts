import { refuse } from "../../../engine/core/errors.ts";
import { quantilesInPlace } from "../../stats/quantile.ts";

/** How a column was spread where a model was trained: classes of about equal count, and the share of each. */
export interface Spread {
  /** Rising; a value is in the first class whose edge it does not exceed, or in the last. */
  readonly edges: Float64Array;
  /** Share of each class; one more than edges. */
  readonly shares: Float64Array;
}

/** A class that is empty counts as if it held this share: its logarithm would be infinite. */
const shareMin = 1e-4;

/** The class of a value. */
export function classOf(edges: Float64Array, value: number): number {
  let k = 0;
  while (k < edges.length && value > edges[k]!) k++;
  return k;
}

/**
 * The spread of the known values of a column over so many classes, fewer where values repeat. A column without a known
 * value has one class, which holds all.
 */
export function spreadOf(column: Float64Array, classes = 10): Spread {
  if (!(Number.isInteger(classes) && classes >= 2)) refuse(`classes must be at least 2; were ${classes}`);
  const known = column.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { edges: new Float64Array(), shares: Float64Array.of(1) };
  const ranks = Array.from({ length: classes - 1 }, (_, k) => (k + 1) / classes);
  const cuts = Float64Array.from(quantilesInPlace(known.slice(), ranks));
  const greatest = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const edges = cuts.filter((edge, k) => edge < greatest && (k === 0 || edge !== cuts[k - 1]));
  return { edges, shares: sharesIn(edges, known) };
}

/** Share of the known values of a column in each class; all NaN where none is known. */
export function sharesIn(edges: Float64Array, column: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  let known = 0;
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    counts[classOf(edges, value)]!++;
    known++;
  }
  return counts.map((count) => count / known);
}

/**
 * Population stability index of shares beside those of the training: the sum of (p - q) log(p / q). By the usual rule of
 * thumb below 0.1 nothing moved, and above 0.25 much did (Siddiqi 2006). NaN where shares are not known.
 *
 * @example
 * stabilityIndex(Float64Array.of(0.5, 0.5), Float64Array.of(0.5, 0.5)) // => 0
 */
export function stabilityIndex(before: Float64Array, after: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < before.length; k++) {
    const [q, p] = [Math.max(shareMin, before[k]!), Math.max(shareMin, after[k]!)];
    sum += (p - q) * Math.log(p / q);
  }
  return sum;
}

/**
 * Greatest distance between the empirical distributions of two samples (Kolmogorov and Smirnov), values that are not
 * known left out; NaN where one has none.
 *
 * @example
 * ksDistance(Float64Array.of(1, 2), Float64Array.of(2, 3)) // => 0.5
 */
export function ksDistance(a: Float64Array, b: Float64Array): number {
  const [x, y] = [a, b].map((column) => column.filter((value) => !Number.isNaN(value)).sort()) as [
    Float64Array,
    Float64Array,
  ];
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
