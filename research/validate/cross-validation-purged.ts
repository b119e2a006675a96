import { refuse } from "../../engine/core/errors.ts";
import { foldsOf, indicesOf, type Split, type Stretch } from "./cross-validation.ts";

/**
 * Which observations leak into a test. Observation i spans [i, ends[i]], both ends included.
 * - `strict`: what touches the span of the test leaks: training ends before the test begins, and starts again only
 *   after the latest end of a test observation and the embargo.
 * - `book`: as printed in the source, snippet 7.3, where an observation whose end is the start of the test stays, as
 *   does one that starts at the latest end; observations of the test itself are not taken out.
 */
export type PurgeRule = "strict" | "book";

/** How {@link purgedKFold} cuts. */
export interface PurgedOptions {
  /** The last observation that each one reaches to: `ends[i] >= i`. */
  readonly ends: ArrayLike<number>;
  readonly folds: number;
  /** Observations after the test's span that are left out, too; 0 unless told. */
  readonly embargo?: number;
  readonly rule?: PurgeRule;
}

/**
 * K neighbouring folds, each once the test; training is what is left after purging what overlaps with the test and an
 * embargo behind it. Source: M. López de Prado, Advances in Financial Machine Learning (2018), ch. 7.
 *
 * @example
 * purgedKFold({ ends: [0, 1, 2, 3], folds: 2, embargo: 1 }) // => [{ train: [3], test: [0, 1] }, { train: [0, 1], test: [2, 3] }]
 */
export function purgedKFold({ ends, folds, embargo = 0, rule = "strict" }: PurgedOptions): Split[] {
  checkEnds(ends, embargo);
  return foldsOf(ends.length, folds).map((fold) => {
    const leaks = rule === "strict" ? leaksInto(ends, fold, embargo) : leaksByBook(ends, fold, embargo);
    const train = indicesOf([0, ends.length]).filter((i) => !leaks(i));
    return { train, test: indicesOf(fold) };
  });
}

/** Refuses an observation that ends before it begins, and an embargo that is none. */
export function checkEnds(ends: ArrayLike<number>, embargo: number): void {
  for (let i = 0; i < ends.length; i++) {
    if (!(ends[i]! >= i)) refuse(`observation ${i} must end at ${i} or later; it ends at ${ends[i]}`);
  }
  if (!(Number.isInteger(embargo) && embargo >= 0)) {
    refuse(`embargo must be a whole number of observations of at least 0; was ${embargo}`);
  }
}

/** Whether an observation overlaps with the span of a test, or lies in the embargo behind it. */
export function leaksInto(
  ends: ArrayLike<number>,
  test: Stretch,
  embargo: number,
): (observation: number) => boolean {
  const last = latestEnd(ends, test);
  return (i) => ends[i]! >= test[0] && i <= last + embargo;
}

function leaksByBook(
  ends: ArrayLike<number>,
  test: Stretch,
  embargo: number,
): (observation: number) => boolean {
  const last = latestEnd(ends, test);
  return (i) => ends[i]! > test[0] && i < last + embargo;
}

function latestEnd(ends: ArrayLike<number>, [start, end]: Stretch): number {
  let last = start;
  for (let i = start; i < end; i++) last = Math.max(last, ends[i]!);
  return last;
}
