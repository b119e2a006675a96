import { centred } from "../centred.ts";
import { demandKnown, demandVariety } from "../known-series.ts";
import { ols } from "../ols.ts";
import { trendColumns } from "../unit-root/trend.ts";
import { blockSizes, blocksOf, logSlope } from "./line.ts";

/** Result of {@link dfa}. */
export interface Dfa {
  readonly sizes: readonly number[];
  /** Root mean square of the detrended profile for each size. */
  readonly fluctuations: readonly number[];
  /** Hurst exponent: slope of ln fluctuation over ln size; NaN with fewer than two sizes. */
  readonly hurst: number;
}

/**
 * Hurst exponent of a series of returns by detrended fluctuation analysis of order 1 (Peng et al. 1994): the profile,
 * the cumulated deviations from the mean, less a straight line in each block of 8, 16, 32, ... values, of which at
 * least 4 blocks fit. Not misled by slow trends, as rescaled ranges are.
 * A `UserError` for fewer than 32 values, a constant or gaps.
 */
export function dfa(xs: Float64Array): Dfa {
  demandKnown("dfa", xs, 32);
  demandVariety("dfa", xs);
  let sum = 0;
  const profile = centred(xs).map((x) => (sum += x));
  const sizes = blockSizes(xs.length, 4);
  const fluctuations = sizes.map((size) => {
    const blocks = blocksOf(profile, size);
    const squares = blocks.reduce((all, block) => all + ols("dfa", block, trendColumns("ct", size)).ssr, 0);
    return Math.sqrt(squares / (blocks.length * size));
  });
  return { sizes, fluctuations, hurst: logSlope(sizes, fluctuations) };
}
