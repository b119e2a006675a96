import { refuse } from "../../../engine/core/errors.ts";
import { normalQuantile } from "../normal.ts";
import { expectedMaxNormal } from "./expected-max.ts";
import { type SharpeMoments, sharpeVariance } from "./sharpe-moments.ts";

/**
 * Minimum track record length in periods: how many make the probabilistic Sharpe ratio reach 1 - `alpha`
 * (Bailey and Lopez de Prado 2012). Infinity where the Sharpe ratio is not above the benchmark.
 */
export function minTrackRecord(
  moments: SharpeMoments,
  { benchmark = 0, alpha = 0.05 }: { readonly benchmark?: number; readonly alpha?: number } = {},
): number {
  if (!(alpha > 0 && alpha < 1)) refuse(`alpha must be in (0, 1); was ${alpha}`);
  const gap = moments.sharpe - benchmark;
  if (gap <= 0) return Number.POSITIVE_INFINITY;
  return 1 + sharpeVariance(moments) * (normalQuantile(alpha) / gap) ** 2;
}

/** Lengths of a backtest in years. */
export interface BacktestLength {
  readonly years: number;
  /** 2 ln N / target^2, which is never below. */
  readonly yearsMost: number;
}

/**
 * Minimum backtest length: below it, the best of N trials without skill is expected to show an annualised Sharpe ratio of
 * `target` in sample (Bailey et al. 2014).
 */
export function minBacktestLength(trials: number, target = 1): BacktestLength {
  if (!(target > 0)) refuse(`the target Sharpe ratio must be greater than 0; was ${target}`);
  return {
    years: (expectedMaxNormal(trials) / target) ** 2,
    yearsMost: (2 * Math.log(trials)) / target ** 2,
  };
}
