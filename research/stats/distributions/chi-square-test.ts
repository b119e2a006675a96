import { refuse } from "../../../engine/core/errors.ts";
import { chiSquareSurvival } from "../special/tails.ts";

/** Result of {@link chiSquareTest}. */
export interface ChiSquareTest {
  readonly statistic: number;
  readonly df: number;
  /** Probability of counts so far from the expected ones. */
  readonly p: number;
}

/**
 * Pearson's chi-square test of counts in classes against expected counts, with one degree of freedom fewer than
 * classes, and another fewer for each parameter that was `fitted` to the same data (Pearson 1900; Fisher 1924).
 *
 * @example
 * chiSquareTest([44, 56], [50, 50]).statistic // => 1.44
 */
export function chiSquareTest(
  observed: readonly number[],
  expected: readonly number[],
  fitted = 0,
): ChiSquareTest {
  if (observed.length !== expected.length) {
    refuse(`chi-square: ${observed.length} observed classes, but ${expected.length} expected ones`);
  }
  const none = expected.findIndex((count) => !(count > 0));
  if (none >= 0)
    refuse(`chi-square: class ${none} has an expected count of ${expected[none]}; join it with another`);
  const df = observed.length - 1 - fitted;
  if (df < 1) refuse(`chi-square: ${observed.length} classes leave no degree of freedom; take more`);
  const statistic = observed.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
  return { statistic, df, p: chiSquareSurvival(statistic, df) };
}
