import { egarchScores, egarchValue } from "./likelihood-egarch.ts";
import { gjrScores, gjrValue } from "./likelihood-gjr.ts";
import type { GarchSpec } from "./model.ts";

/** A series, and the variance that stands before its first value. */
export interface GarchSeries {
  readonly ys: Float64Array;
  readonly initial: number;
}

/**
 * Log-likelihood at a full vector of parameters, all constants and all values counted; -Infinity where a variance
 * is not positive. Writes the conditional variances where `variances` is given.
 */
export const logLikelihoodAt = (
  spec: GarchSpec,
  series: GarchSeries,
  full: Float64Array,
  variances?: Float64Array,
): number => (spec.model === "egarch" ? egarchValue : gjrValue)(series, full, variances);

/**
 * Log-likelihood, and the derivatives of each value's share of it by the six parameters, row by row: `scores` has
 * six numbers a value. -Infinity too where an EGARCH is not invertible.
 */
export const scoresAt = (
  spec: GarchSpec,
  series: GarchSeries,
  full: Float64Array,
  scores: Float64Array,
): number => (spec.model === "egarch" ? egarchScores : gjrScores)(series, full, scores);
