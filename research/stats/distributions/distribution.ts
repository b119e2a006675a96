import type { Random } from "../../../engine/core/random.ts";

/** A distribution of one variable. */
export interface Distribution {
  readonly mean: number;
  readonly variance: number;
  readonly skewness: number;
  /** Kurtosis less that of the normal distribution, 3. */
  readonly excessKurtosis: number;
  /** Density at a value; of whole numbers, their probability. */
  readonly density: (x: number) => number;
  /** Probability of a value at most as great. */
  readonly cdf: (x: number) => number;
  /** Probability of a greater value, with the digits that 1 - cdf would lose in the tail. */
  readonly survival: (x: number) => number;
  /** The least value whose cdf is at least `p`. NaN outside [0, 1]. */
  readonly quantile: (p: number) => number;
  /** A value by chance. */
  readonly draw: (random: Random) => number;
}
