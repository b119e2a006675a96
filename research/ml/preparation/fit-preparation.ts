import type { Preparation } from "../../../engine/model/preparation.ts";
import { momentsOf } from "../../stats/moments.ts";
import { quantilesInPlace } from "../../stats/quantile.ts";

/** How features are prepared for a learner. */
export interface PreparationPlan {
  /** What stands in for a value that is not known; `none` leaves NaN to a learner that takes it. */
  readonly fill: "median" | "mean" | "none";
  /** `standard` takes the mean away and divides by the standard deviation, `robust` median and interquartile range. */
  readonly scale: "standard" | "robust" | "none";
}

/**
 * What is done to features before a model sees them, told from the columns of the samples that it learns from, and of
 * no others. A feature that never changes is divided by 1; one that is never known is taken to be 0.
 *
 * @example
 * fitPreparation([Float64Array.of(1, 2, 9)], { fill: "median", scale: "none" }).fill[0] // => 2
 */
export function fitPreparation(
  columns: readonly Float64Array[],
  { fill, scale }: PreparationPlan,
): Preparation {
  const spreads = columns.map(spreadOf);
  const of = (part: keyof Spread): Float64Array => Float64Array.from(spreads, (spread) => spread[part]);
  return {
    ...(fill !== "none" && { fill: of(fill) }),
    ...(scale === "standard" && { shift: of("mean"), scale: of("deviation") }),
    ...(scale === "robust" && { shift: of("median"), scale: of("interquartile") }),
  };
}

/** Location and scale of one feature. */
interface Spread {
  readonly mean: number;
  readonly median: number;
  /** Of the sample's population: over n, as scalers have it; 1 where it is 0. */
  readonly deviation: number;
  readonly interquartile: number;
}

function spreadOf(column: Float64Array): Spread {
  const known = column.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { mean: 0, median: 0, deviation: 1, interquartile: 1 };
  const { mean, s2 } = momentsOf(known);
  const [low, median, high] = quantilesInPlace(known, [0.25, 0.5, 0.75]) as [number, number, number];
  return {
    mean,
    median,
    deviation: Math.sqrt(s2 / known.length) || 1,
    interquartile: high - low || 1,
  };
}
