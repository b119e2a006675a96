import { centred } from "../centred.ts";
import { demandKnown, demandVariety } from "../known-series.ts";
import { squaresFrom } from "../qr.ts";
import { logGamma } from "../special/log-gamma.ts";
import { blockSizes, blocksOf, logSlope } from "./line.ts";

/** Result of {@link rescaledRange}. */
export interface RescaledRange {
  readonly sizes: readonly number[];
  /** Mean R/S of the blocks of each size. */
  readonly ranges: readonly number[];
  /** What a series without memory shows for each size (Anis and Lloyd 1976). */
  readonly expected: readonly number[];
  /** Hurst exponent: slope of ln R/S over ln size. About 0.5 without memory, but biased upwards in short blocks. */
  readonly hurst: number;
  /** 0.5 plus the slope beyond the expected one: nearly free of that bias. */
  readonly corrected: number;
}

/**
 * Hurst exponent of a series of returns by rescaled ranges (Hurst 1951; Mandelbrot and Wallis 1969): over blocks of
 * 8, 16, 32, ... values, the range of the cumulated deviations from the block's mean over its population standard
 * deviation. Above 0.5 changes tend to go on, below they tend to turn. Blocks that do not vary are left out.
 * A `UserError` for fewer than 16 values, a constant or gaps.
 */
export function rescaledRange(xs: Float64Array): RescaledRange {
  demandKnown("rescaled range", xs, 16);
  demandVariety("rescaled range", xs);
  const sizes = blockSizes(xs.length, 2);
  const ranges = sizes.map((size) => {
    const known = blocksOf(xs, size).map(rangeOf).filter(Number.isFinite);
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
  const expected = sizes.map(expectedRange);
  const hurst = logSlope(sizes, ranges);
  return { sizes, ranges, expected, hurst, corrected: 0.5 + hurst - logSlope(sizes, expected) };
}

function rangeOf(block: Float64Array): number {
  const deviations = centred(block);
  let [sum, least, most] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const deviation of deviations) {
    sum += deviation;
    least = Math.min(least, sum);
    most = Math.max(most, sum);
  }
  return (most - least) / Math.sqrt(squaresFrom(deviations, 0) / block.length);
}

/** Expected R/S of `size` independent normal values (Anis and Lloyd 1976). */
function expectedRange(size: number): number {
  let sum = 0;
  for (let i = 1; i < size; i++) sum += Math.sqrt((size - i) / i);
  return (Math.exp(logGamma((size - 1) / 2) - logGamma(size / 2)) / Math.sqrt(Math.PI)) * sum;
}
