import { refuse } from "../../../engine/core/errors.ts";

/** Bin of values that are not known; known ones fall into bins below it. */
export const missingBin = 255;
/** Known values fall into at most so many bins. */
const binsMax = 255;
/** Quantiles of longer columns are told from evenly spaced rows. */
const sampleMax = 200_000;

/** Columns cut into bins: the value of bin b is at most `edges[b]` and above `edges[b - 1]`. */
export interface Binned {
  readonly rows: number;
  /** By feature, the bin of each row. */
  readonly bins: readonly Uint8Array[];
  /** By feature, the greatest value of each bin but the last. */
  readonly edges: readonly Float64Array[];
}

/** Refuses columns of unequal length, infinite values, or no columns at all. */
export function demandColumns(columns: readonly Float64Array[], y: Float64Array): void {
  if (columns.length === 0 || y.length === 0) refuse("features must have a column and a row at least");
  for (const [j, column] of columns.entries()) {
    if (column.length !== y.length) {
      refuse(`feature ${j} must have as many rows as the target, ${y.length}; it has ${column.length}`);
    }
    if (column.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) {
      refuse(`feature ${j} must hold finite numbers, or NaN where it is not known; it holds an infinity`);
    }
  }
}

/**
 * Cuts columns into at most 255 bins of about equal count; each value has its own where there are few. Edges lie
 * midway between neighbouring values. NaN has a bin of its own.
 */
export function binned(columns: readonly Float64Array[]): Binned {
  const edges = columns.map(edgesOf);
  return {
    rows: columns[0]!.length,
    bins: columns.map((column, j) => Uint8Array.from(column, (value) => binOf(edges[j]!, value))),
    edges,
  };
}

/** The bin of a value: the first whose edge is not below it. */
export function binOf(edges: Float64Array, value: number): number {
  if (value !== value) return missingBin;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

function edgesOf(column: Float64Array): Float64Array {
  const every = Math.ceil(column.length / sampleMax);
  const sorted = column.filter((value, i) => value === value && i % every === 0).sort();
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length <= binsMax) return Float64Array.from(distinct.subarray(1), midway(distinct));
  const edges = Float64Array.from({ length: binsMax - 1 }, (_, b) => {
    const place = ((b + 1) / binsMax) * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return below + (above - below) / 2;
  });
  return edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
}

/** Halfway to the value before; the lower one itself where no number lies between. */
const midway =
  (values: Float64Array) =>
  (value: number, i: number): number => {
    const middle = values[i]! + (value - values[i]!) / 2;
    return middle < value ? middle : values[i]!;
  };
