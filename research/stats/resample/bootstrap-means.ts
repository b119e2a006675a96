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
      refuse(`every value must be a finite number; value ${gap} of column ${i} is ${column[gap]}`);
  }
  if (!(Number.isInteger(resamples) && resamples > 0))
    refuse(`resamples must be at least 1; was ${resamples}`);
  const draw = blockSampler(n, { method, block }, random);
  const k = columns.length;
  const rows = new Int32Array(n);
  const runs: Runs = { count: 0, from: new Int32Array(n), to: new Int32Array(n) };
  const sums = columns.map(runningSums);
  const resampled = new Float64Array(resamples * k);
  for (let b = 0; b < resamples; b++) {
    draw(rows);
    findRuns(rows, runs);
    for (let j = 0; j < k; j++) resampled[b * k + j] = sumOf(runs, sums[j]!) / n;
  }
  const means = Float64Array.from(sums, (sum) => sum[n]! / n);
  return { means, resampled, resamples, columns: k };
}

/** Stretches of rows that follow one another: rows `from` to `to`, the last excluded. */
interface Runs {
  count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** A resample in blocks is few stretches of rows: the sum of each is a difference of two running sums. */
function findRuns(rows: Int32Array, runs: Runs): void {
  const { from, to } = runs;
  let count = 0;
  for (let i = 0; i < rows.length; ) {
    let row = rows[i]!;
    from[count] = row;
    do {
      row++;
      i++;
    } while (i < rows.length && rows[i] === row);
    to[count++] = row;
  }
  runs.count = count;
}

/** Sum of the first i values at i. */
function runningSums(column: Float64Array): Float64Array {
  const sums = new Float64Array(column.length + 1);
  for (let i = 0; i < column.length; i++) sums[i + 1] = sums[i]! + column[i]!;
  return sums;
}

function sumOf({ count, from, to }: Runs, sums: Float64Array): number {
  let sum = 0;
  for (let r = 0; r < count; r++) sum += sums[to[r]!]! - sums[from[r]!]!;
  return sum;
}
