import { demandKnown, demandVariety } from "../known-series.ts";
import { momentsOf } from "../moments.ts";
import { sumOf } from "../sum.ts";
import { blockSizes, blocksOf, logSlope } from "./line.ts";

/** Result of {@link aggregatedVariance}. */
export interface AggregatedVariance {
  readonly sizes: readonly number[];
  /** Sample variance of the means of the blocks of each size. */
  readonly variances: readonly number[];
  /** Hurst exponent, 1 + slope / 2; NaN with fewer than two sizes. */
  readonly hurst: number;
}

/**
 * Hurst exponent of a series of returns by how fast the variance of block means falls with the size of the blocks
 * (Beran 1994, 4.4): 8, 16, 32, ... values, of which at least 8 blocks fit.
 * A `UserError` for fewer than 64 values, a constant or gaps.
 */
export function aggregatedVariance(xs: Float64Array): AggregatedVariance {
  demandKnown("aggregated variance", xs, 64);
  demandVariety("aggregated variance", xs);
  const sizes = blockSizes(xs.length, 8);
  const variances = sizes.map((size) => {
    const { n, s2 } = momentsOf(Float64Array.from(blocksOf(xs, size), (block) => sumOf(block) / size));
    return s2 / (n - 1);
  });
  return { sizes, variances, hurst: 1 + logSlope(sizes, variances) / 2 };
}
