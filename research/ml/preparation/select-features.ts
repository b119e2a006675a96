import { refuse } from "../../../engine/core/errors.ts";
import type { Samples } from "../trees/boost-options.ts";
import { centredRanks, cosine } from "./ranks.ts";

/** Which features are kept. */
export interface SelectionPlan {
  /** How many at most; all unless told. */
  readonly featuresMax?: number;
  /** Of two whose rank correlation is beyond this in size, the worse one goes; 1 keeps both. 0.95 unless told. */
  readonly correlationMax?: number;
}

/** Correlations are told from so many evenly spaced rows. */
const rowsMax = 5000;

/**
 * The places of the features to keep, rising. The best comes first: the one of the greatest score, which is the size of
 * its rank correlation with the target unless scores are given (such as the importance of a model). Then the next, unless
 * it says what a kept one says. Told from these samples and no others. Throws a UserError for plans out of range.
 *
 * @example
 * const a = Float64Array.of(1, 2, 3, 4);
 * selectFeatures({ columns: [a, a.map((v) => -v)], y: a }, {}).join(" ") // => "0"
 */
export function selectFeatures(
  { columns, y }: Samples,
  { featuresMax = columns.length, correlationMax = 0.95 }: SelectionPlan,
  scores?: ArrayLike<number>,
): Int32Array {
  if (!(Number.isInteger(featuresMax) && featuresMax >= 1)) {
    refuse(`featuresMax must be a whole number of at least 1; was ${featuresMax}`);
  }
  if (!(correlationMax > 0 && correlationMax <= 1)) {
    refuse(`correlationMax must be in (0, 1]; was ${correlationMax}`);
  }
  const every = Math.ceil(y.length / rowsMax);
  const ranksOf = (column: Float64Array) => centredRanks(column.filter((_, i) => i % every === 0));
  const ranks = columns.map(ranksOf);
  const target = ranksOf(y);
  const score = scores ?? ranks.map((own) => Math.abs(cosine(own, target)));
  const order = Array.from(ranks.keys()).sort((a, b) => score[b]! - score[a]! || a - b);
  const kept: number[] = [];
  for (const j of order) {
    if (kept.length === featuresMax) break;
    // At 1 even equal features stay; rounding decides nothing.
    const told =
      correlationMax < 1 && kept.some((k) => Math.abs(cosine(ranks[j]!, ranks[k]!)) > correlationMax);
    if (!told) kept.push(j);
  }
  return Int32Array.from(kept).sort();
}
