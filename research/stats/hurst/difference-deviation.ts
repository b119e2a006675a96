import { demandKnown, demandVariety } from "../known-series.ts";
import { momentsOf } from "../moments.ts";
import { logSlope } from "./line.ts";

/** Result of {@link differenceDeviation}. */
export interface DifferenceDeviation {
  readonly lags: readonly number[];
  /** Population standard deviation of the level's change over each lag. */
  readonly deviations: readonly number[];
  /** Hurst exponent: slope of ln deviation over ln lag. */
  readonly hurst: number;
}

const lags = Array.from({ length: 19 }, (_, i) => i + 2);

/**
 * Hurst exponent of a series of returns by how the spread of the cumulated level's changes grows with their lag, 2 to
 * 20: with the root of it for a random walk.
 * A `UserError` for fewer than 24 values, a constant or gaps.
 */
export function differenceDeviation(xs: Float64Array): DifferenceDeviation {
  demandKnown("difference deviation", xs, 24);
  demandVariety("difference deviation", xs);
  const levels = new Float64Array(xs.length + 1);
  for (let i = 0; i < xs.length; i++) levels[i + 1] = levels[i]! + xs[i]!;
  const deviations = lags.map((lag) => {
    const { n, s2 } = momentsOf(levels.subarray(lag).map((level, i) => level - levels[i]!));
    return Math.sqrt(s2 / n);
  });
  return { lags, deviations, hurst: logSlope(lags, deviations) };
}
