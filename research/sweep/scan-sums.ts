/**
 * Sums over the equity of a run under way, as `metricsOf` forms them: the same values in the same order. They stand in
 * columns, where a number is written without an object around it.
 */
export const sums = new Float64Array(10);
/** The centre of the returns; bars seen, and of them those on which equity stands still. */
export const [centreAt, barsAt, zerosAt] = [0, 1, 2];
/** Equity of the last bar, its highest, and the deepest drawdown. */
export const [lastAt, highAt, worstAt] = [3, 4, 5];
/** What lies above this cannot be a new deepest drawdown. */
export const floorAt = 6;
/** Sums of deviations from the centre and of their squares. */
export const [d1At, d2At] = [7, 8];
/** The first bar that closed with nothing left; Infinity for none. */
export const ruinAt = 9;

/**
 * No bars yet after an equity, around a centre near to the mean of the returns to come. Bars on which equity stands still are in
 * none of the sums, but for the first, which counts as a move whatever it is; `first` is its equity.
 */
export function beginSums(before: number, centre: number, first: number): void {
  sums.fill(0);
  if (first === before) {
    // It will be counted among those that stand still: its part of the sums is added here.
    sums[zerosAt] = -1;
    sums[d1At] = 0 - centre;
    sums[d2At] = centre * centre;
  }
  sums[centreAt] = centre;
  sums[lastAt] = before;
  sums[highAt] = before;
  sums[floorAt] = floorOf(before, 0);
  sums[ruinAt] = Number.POSITIVE_INFINITY;
}

/** A little above the equity that makes a drawdown of `worst`, so that rounding can hide none. */
export const floorOf = (high: number, worst: number): number => high * (1 + worst + 1e-15);
