import { refuse } from "../../../engine/core/errors.ts";
import type { Random } from "../../../engine/core/random.ts";
import { demandKnown } from "../known-series.ts";
import { sortedQuantile } from "../quantile.ts";
import { type BlockScheme, blockSampler } from "./block-indices.ts";
import { blockLength } from "./block-length.ts";

export interface BootstrapOptions {
  readonly method?: BlockScheme["method"];
  /** Rows of a block, or `auto` for the length of Politis and White. */
  readonly block?: number | "auto";
  readonly resamples?: number;
  readonly random: Random;
}

/**
 * Values of a statistic on block resamples of a series, one a resample, in the order drawn. The statistic is shown a
 * column that the next resample overwrites.
 *
 * Throws a UserError for no values, a gap, no resamples, or a block longer than the series.
 */
export function bootstrap(
  xs: Float64Array,
  statistic: (resample: Float64Array) => number,
  { method = "stationary", block = "auto", resamples = 1000, random }: BootstrapOptions,
): Float64Array {
  demandKnown("bootstrap", xs, 1);
  if (!(Number.isInteger(resamples) && resamples > 0))
    refuse(`resamples must be at least 1; was ${resamples}`);
  const n = xs.length;
  const draw = blockSampler(n, { method, block: block === "auto" ? automatic(xs, method) : block }, random);
  const rows = new Int32Array(n);
  const resample = new Float64Array(n);
  return new Float64Array(resamples).map(() => {
    draw(rows);
    for (let i = 0; i < n; i++) resample[i] = xs[rows[i]!]!;
    return statistic(resample);
  });
}

/** The automatic length, of whole rows but for the stationary bootstrap, and at least 1. */
export function automatic(xs: Float64Array, method: BlockScheme["method"]): number {
  const { stationary, circular } = blockLength(xs);
  return method === "stationary" ? Math.max(1, stationary) : Math.max(1, Math.round(circular));
}

/**
 * Percentile interval of a statistic's resampled values (Efron 1979). NaN where a value is.
 *
 * @example
 * percentileInterval(Float64Array.of(3, 1, 2, 5, 4), 0.5) // => [2, 4]
 */
export function percentileInterval(values: Float64Array, level = 0.95): [low: number, high: number] {
  if (!(level > 0 && level < 1)) refuse(`the level of an interval must be in (0, 1); was ${level}`);
  if (values.some(Number.isNaN)) return [Number.NaN, Number.NaN];
  const sorted = values.toSorted();
  return [sortedQuantile(sorted, (1 - level) / 2), sortedQuantile(sorted, (1 + level) / 2)];
}
