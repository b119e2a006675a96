import { refuse } from "../../../engine/core/errors.ts";
import { seeded } from "../../../engine/core/random.ts";
import type { Split } from "../../validate/cross-validation.ts";
import type { SampleTable } from "../dataset.ts";
import { rankScore } from "./rank-score.ts";
import { reversedLabels, shuffledLabels } from "./wrong-labels.ts";

/**
 * A whole pipeline of training on one split: from a table and the rows of training and test to a prediction for each row of the test. All that
 * is fitted, such as scaling or the choice of features, belongs in here.
 */
export type Pipeline = (table: SampleTable, split: Split) => Float64Array | Promise<Float64Array>;

/** What a pipeline scored on labels that nothing can foretell. */
export interface ChanceCheck {
  readonly labels: "shuffled" | "reversed";
  readonly score: number;
  /** Four standard errors of the score of a pipeline that knows nothing. */
  readonly bound: number;
  readonly clean: boolean;
}

export interface Audit {
  /** On the labels as they are. */
  readonly score: number;
  readonly checks: readonly ChanceCheck[];
  readonly clean: boolean;
}

export interface AuditOptions {
  /** How often labels are shuffled; 2 unless told. */
  readonly shuffles?: number;
  readonly seed?: number;
}

/** Errors of the score by which chance is told from a leak. */
const errors = 4;

/**
 * Runs a pipeline over its splits on labels that nothing can foretell. Scores are {@link rankScore} over all tests. On shuffled
 * labels a pipeline scores above chance where it saw labels of the test; on labels in reversed order, which keep their overlaps, where
 * training was not purged. Throws a UserError where tests hold fewer than 20 samples.
 */
export async function auditLeaks(
  table: SampleTable,
  splits: readonly Split[],
  pipeline: Pipeline,
  { shuffles = 2, seed = 1 }: AuditOptions = {},
): Promise<Audit> {
  const tested = splits.reduce((sum, { test }) => sum + test.length, 0);
  if (!(Number.isInteger(shuffles) && shuffles >= 0)) {
    refuse(`shuffles must be a whole number of at least 0; was ${shuffles}`);
  }
  if (tested < 20) refuse(`an audit of leaks needs tests of at least 20 samples together; got ${tested}`);
  const random = seeded(seed);
  const checks: ChanceCheck[] = [];
  for (let k = 0; k < shuffles; k++) {
    const { score, y } = await scoreOf(shuffledLabels(table, random), splits, pipeline);
    checks.push(judge("shuffled", score, rankError(y, y.length)));
  }
  const { score, y, unique } = await scoreOf(reversedLabels(table), splits, pipeline);
  checks.push(judge("reversed", score, rankError(y, unique)));
  const real = await scoreOf(table, splits, pipeline);
  return { score: real.score, checks, clean: checks.every(({ clean }) => clean) };
}

const judge = (labels: ChanceCheck["labels"], score: number, error: number): ChanceCheck => ({
  labels,
  score,
  bound: errors * error,
  clean: !(score > errors * error),
});

async function scoreOf(table: SampleTable, splits: readonly Split[], pipeline: Pipeline) {
  const predicted: number[] = [];
  const y: number[] = [];
  let unique = 0;
  for (const split of splits) {
    const found = await pipeline(table, split);
    for (const [k, row] of split.test.entries()) {
      if (!Number.isFinite(found[k])) continue;
      predicted.push(found[k]!);
      y.push(table.y[row]!);
      unique += table.uniqueness[row]!;
    }
  }
  // Symbols move together: their labels of one time count as one.
  return { score: rankScore(predicted, y), y, unique: unique / table.symbols.length };
}

/** Standard error of the score of predictions that know nothing, for so many independent ones among the labels. */
function rankError(y: readonly number[], independent: number): number {
  const ones = y.filter((each) => each === 1).length;
  const binary = y.every((each) => each === 0 || each === 1);
  const n = Math.max(2, independent);
  if (!binary) return 1 / Math.sqrt(n - 1);
  const share = ones / y.length;
  // Of Somers' D, twice that of the area under the curve (Mann and Whitney 1947).
  return 2 * Math.sqrt((n + 1) / (12 * n * n * share * (1 - share)));
}
