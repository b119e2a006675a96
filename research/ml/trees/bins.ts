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
    for (let i = 0; i < column.length; i++) {
      if (Math.abs(column[i]!) === Number.POSITIVE_INFINITY) {
        refuse(`feature ${j} must hold finite numbers, or NaN where it is not known; it holds an infinity`);
      }
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
    bins: columns.map((column, j) => binsOf(edges[j]!, column)),
    edges,
  };
}

/** Cells of the grid that guesses bins. */
const cells = 2048;

/** The bin of each value of a column. A grid over the edges guesses it, and the edges have the last word. */
export function binsOf(edges: Float64Array, column: Float64Array): Uint8Array {
  const out = new Uint8Array(column.length);
  const last = edges.length;
  const low = last > 0 ? edges[0]! : 0;
  const width = (last > 0 ? edges[last - 1]! - low : 0) / cells;
  // A width of 0 or without a finite inverse has one guess for all.
  const scale = Number.isFinite(1 / width) ? 1 / width : 0;
  const guesses = Uint8Array.from({ length: cells + 1 }, (_, c) => binOf(edges, low + c * width));
  for (let i = 0; i < out.length; i++) {
    const value = column[i]!;
    if (value !== value) {
      out[i] = missingBin;
      continue;
    }
    let bin = guesses[Math.min(cells, Math.max(0, (value - low) * scale)) | 0]!;
    while (bin < last && value > edges[bin]!) bin++;
    while (bin > 0 && value <= edges[bin - 1]!) bin--;
    out[i] = bin;
  }
  return out;
}

/** The bin of a known value: the first whose edge is not below it. */
function binOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

function edgesOf(column: Float64Array): Float64Array {
  const sorted = sampleOf(column).sort();
  const distinct = distinctOf(sorted);
  if (distinct) return Float64Array.from(distinct.subarray(1), midway(distinct));
  const edges = Float64Array.from({ length: binsMax - 1 }, (_, b) => {
    const place = ((b + 1) / binsMax) * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return below + (above - below) / 2;
  });
  return edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
}

/** The distinct values of a sorted column; undefined where there are more than the bins. */
function distinctOf(sorted: Float64Array): Float64Array | undefined {
  const found = new Float64Array(binsMax);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    if (count === binsMax) return undefined;
    found[count++] = sorted[i]!;
  }
  return found.subarray(0, count);
}

/** Known values of evenly spaced rows. */
function sampleOf(column: Float64Array): Float64Array {
  const every = Math.ceil(column.length / sampleMax);
  const sample = new Float64Array(Math.ceil(column.length / every));
  let count = 0;
  for (let i = 0; i < column.length; i += every) {
    if (column[i] === column[i]) sample[count++] = column[i]!;
  }
  return sample.subarray(0, count);
}

/** Halfway to the value before; the lower one itself where no number lies between. */
const midway =
  (values: Float64Array) =>
  (value: number, i: number): number => {
    const middle = values[i]! + (value - values[i]!) / 2;
    return middle < value ? middle : values[i]!;
  };
