import { refuse } from "../../../engine/core/errors.ts";
import type { Random } from "../../../engine/core/random.ts";
import { type BlockScheme, blockSampler } from "./block-indices.ts";

/** Means of several columns on resamples that draw the same rows of all, resample by resample. */
export interface BootstrapMeans {
  /** Means of the columns as they are. */
  readonly means: Float64Array;
  /** Means on the resamples, `columns` numbers each. */
  readonly resampled: Float64Array;
  readonly resamples: number;
  readonly columns: number;
}

export interface BootstrapMeansOptions extends Partial<BlockScheme> {
  readonly block: number;
  readonly resamples?: number;
  readonly random: Random;
}

/**
 * Means of columns on block resamples. Rows are drawn together: what the columns share at a time stays shared.
 * Throws a UserError for no columns, unequal lengths, or a gap.
 */
export function bootstrapMeans(
  columns: readonly Float64Array[],
  { method = "stationary", block, resamples = 5000, random }: BootstrapMeansOptions,
): BootstrapMeans {
  const n = columns[0]?.length ?? refuse("a bootstrap needs at least one column; there is none");
  for (const [i, column] of columns.entries()) {
    if (column.length !== n) refuse(`columns must be of one length; were ${n} and ${column.length} values`);
    const gap = column.findIndex((x) => !Number.isFinite(x));
    if (gap >= 0)
      refuse(`every value must be a finite number; value ${gap + 1} of column ${i + 1} is ${column[gap]}`);
  }
  if (!(Number.isInteger(resamples) && resamples > 0))
    refuse(`resamples must be at least 1; was ${resamples}`);
  const draw = blockSampler(n, { method, block }, random);
  const k = columns.length;
  const rows = new Int32Array(n);
  const sums = columns.map(runningSums);
  const resampled = new Float64Array(resamples * k);
  // Some resamples at a time, so that a column is fetched from memory once for all of them.
  const stretches = Array.from({ length: Math.min(together, resamples) }, () => new Int32Array(2 * n));
  const counts = new Int32Array(together);
  for (let first = 0; first < resamples; first += together) {
    const last = Math.min(first + together, resamples);
    for (let b = first; b < last; b++) {
      draw(rows);
      counts[b - first] = findStretches(rows, stretches[b - first]!);
    }
    for (let j = 0; j < k; j++) {
      for (let b = first; b < last; b++) {
        resampled[b * k + j] = sumOf(stretches[b - first]!, counts[b - first]!, sums[j]!) / n;
      }
    }
  }
  const means = Float64Array.from(sums, (sum) => sum[n]! / n);
  return { means, resampled, resamples, columns: k };
}

/** Resamples that are taken together. */
const together = 16;

/**
 * Stretches of rows that follow one another, as first row and the one after the last in turn; how many there are. A
 * resample in blocks is few of them, and the sum of each is a difference of two running sums.
 */
function findStretches(rows: Int32Array, out: Int32Array): number {
  let count = 0;
  for (let i = 0; i < rows.length; count++) {
    let row = rows[i]!;
    out[2 * count] = row;
    do {
      row++;
      i++;
    } while (i < rows.length && rows[i] === row);
    out[2 * count + 1] = row;
  }
  return count;
}

/** Sum of the first i values at i. */
function runningSums(column: Float64Array): Float64Array {
  const sums = new Float64Array(column.length + 1);
  for (let i = 0; i < column.length; i++) sums[i + 1] = sums[i]! + column[i]!;
  return sums;
}

function sumOf(stretches: Int32Array, count: number, sums: Float64Array): number {
  let sum = 0;
  for (let r = 0; r < 2 * count; r += 2) sum += sums[stretches[r + 1]!]! - sums[stretches[r]!]!;
  return sum;
}
