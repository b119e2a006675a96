import { normalCdf } from "../normal.ts";
import { expectedMaxSharpe, type Trials } from "./expected-max.ts";
import { type SharpeMoments, sharpeError } from "./sharpe-moments.ts";

/**
 * Probabilistic Sharpe ratio: probability that the true Sharpe ratio is above a benchmark, both per period
 * (Bailey and Lopez de Prado 2012): Phi((SR - b) sqrt(n - 1) / sqrt(1 - skewness SR + (kurtosis - 1)/4 SR^2)).
 * NaN where the error is not known.
 *
 * @example
 * probabilisticSharpe({ n: 100, sharpe: 0.1, skewness: 0, kurtosis: 3 }, 0.1) // => 0.5
 */
export const probabilisticSharpe = (moments: SharpeMoments, benchmark = 0): number =>
  normalCdf((moments.sharpe - benchmark) / sharpeError(moments));

/**
 * Deflated Sharpe ratio: the probabilistic one against the best Sharpe ratio that as many trials would show without
 * skill (Bailey and Lopez de Prado 2014).
 */
export const deflatedSharpe = (moments: SharpeMoments, trials: Trials): number =>
  probabilisticSharpe(moments, expectedMaxSharpe(trials));
