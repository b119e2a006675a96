import { refuse } from "../../engine/core/errors.ts";

/** Observations to learn from and observations to judge by, as rising indices from 0. */
export interface Split {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** A stretch of observations, [start, end). */
export type Stretch = readonly [start: number, end: number];

/**
 * Cuts n observations into k neighbouring folds; the first n mod k of them are one longer. Throws a UserError for
 * fewer than two folds or more folds than observations.
 *
 * @example
 * foldsOf(7, 3) // => [[0, 3], [3, 5], [5, 7]]
 */
export function foldsOf(n: number, k: number): Stretch[] {
  if (!(Number.isInteger(k) && k >= 2 && k <= n)) {
    refuse(`folds must be a whole number from 2 to the ${n} observations; was ${k}`);
  }
  const [short, longer] = [Math.floor(n / k), n % k];
  const startOf = (fold: number): number => fold * short + Math.min(fold, longer);
  return Array.from({ length: k }, (_, fold) => [startOf(fold), startOf(fold + 1)] as const);
}

/**
 * The whole numbers of a stretch.
 *
 * @example
 * indicesOf([2, 5]) // => [2, 3, 4]
 */
export const indicesOf = ([start, end]: Stretch): number[] =>
  Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);

/** How {@link timeSeriesSplits} cuts. */
export interface TimeSeriesOptions {
  readonly splits: number;
  /** Observations between training and test that are in neither; 0 unless told. */
  readonly gap?: number;
  /** Observations of each test; n over (splits + 1), rounded down, unless told. */
  readonly test?: number;
  /** The most recent observations that training takes at most; all unless told. */
  readonly trainMax?: number;
}

/**
 * Expanding training before each of several tests that end with the last observation, as TimeSeriesSplit of
 * scikit-learn cuts them. Throws a UserError where there are too few observations.
 *
 * @example
 * timeSeriesSplits(6, { splits: 2 }) // => [{ train: [0, 1], test: [2, 3] }, { train: [0, 1, 2, 3], test: [4, 5] }]
 */
export function timeSeriesSplits(
  n: number,
  { splits, gap = 0, test = Math.floor(n / (splits + 1)), trainMax = n }: TimeSeriesOptions,
): Split[] {
  if (splits + 1 > n || n - gap - test * splits <= 0) {
    refuse(`${splits} tests of ${test} observations after a gap of ${gap} need more than ${n} observations`);
  }
  return Array.from({ length: splits }, (_, k) => {
    const start = n - (splits - k) * test;
    const end = start - gap;
    return { train: indicesOf([Math.max(0, end - trainMax), end]), test: indicesOf([start, start + test]) };
  });
}
