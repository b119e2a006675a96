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
  const times = new Int32Array(n);
  const resampled = new Float64Array(resamples * k);
  for (let b = 0; b < resamples; b++) {
    draw(rows);
    times.fill(0);
    for (let i = 0; i < n; i++) times[rows[i]!]!++;
    for (let j = 0; j < k; j++) resampled[b * k + j] = weightedSum(columns[j]!, times) / n;
  }
  const means = Float64Array.from(columns, (column) => column.reduce((sum, x) => sum + x, 0) / n);
  return { means, resampled, resamples, columns: k };
}

/** Sum of each value as often as its row was drawn. */
function weightedSum(column: Float64Array, times: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i]! * times[i]!;
  return sum;
}
