import { refuse } from "../../../engine/core/errors.ts";
import { cholesky } from "../optimise/cholesky.ts";
import {
  correlationLikelihood,
  correlationOf,
  type DccParameters,
  interleaved,
  meanOuterProduct,
} from "./conditional-correlation.ts";

/** Correlations of several series at given parameters. */
export interface DccPath {
  /** Mean of z z': neither centred nor rescaled. */
  readonly qbar: Float64Array;
  /** Share of the log-likelihood that the correlations add to that of the series taken alone. */
  readonly logLikelihood: number;
  /** Correlation of each pair (i, j), i < j, in lexicographic order: one value a row of the series. */
  readonly correlations: readonly Float64Array[];
  /** Correlation matrix of the next row, row by row. */
  readonly next: Float64Array;
}

/**
 * What Q returns to: the mean of z z' (Engle 2002), or that rescaled to a correlation, as some packages have it.
 */
export type DccTarget = "covariance" | "correlation";

/**
 * Dynamic conditional correlations DCC(1,1) of standardised residuals at given parameters: no search (Engle 2002).
 * Throws a UserError for fewer than two series, unequal lengths, a gap, or series of which one follows from others.
 */
export function dccAt(
  residuals: readonly Float64Array[],
  parameters: DccParameters,
  target: DccTarget = "covariance",
): DccPath {
  const { a, b } = parameters;
  if (!(a >= 0 && b >= 0 && a + b < 1)) {
    refuse(`a and b of a DCC model must be at least 0 and sum to less than 1; were ${a} and ${b}`);
  }
  const series = dccSeries(residuals, target);
  const { k, qbar } = series;
  const n = residuals[0]!.length;
  const correlations = Array.from({ length: (k * (k - 1)) / 2 }, () => new Float64Array(n));
  let next = new Float64Array(0);
  const logLikelihood = correlationLikelihood(series, parameters, (q, t) => {
    if (t === n) next = correlationOf(q, k) as Float64Array<ArrayBuffer>;
    else writePairs(q, k, correlations, t);
  });
  return { qbar, logLikelihood, correlations, next };
}

/** The rows of a DCC model and their target, checked. */
export function dccSeries(residuals: readonly Float64Array[], target: DccTarget) {
  const k = residuals.length;
  if (k < 2) refuse(`a DCC model needs at least two series; there are ${k}`);
  const zs = interleaved(residuals);
  if (!zs.every(Number.isFinite)) refuse("a DCC model needs a number in every place; drop what is not known");
  const qbar = meanOuterProduct(zs, k);
  if (!isRegular(correlationOf(qbar, k), k)) {
    refuse("one of the series follows from the others: their correlations cannot be modelled; leave it out");
  }
  return { zs, k, qbar, target: target === "covariance" ? qbar : correlationOf(qbar, k) };
}

/** What is left of a series when the others have explained it must not be rounding noise. */
const varianceLeftMin = 1e-10;

function isRegular(correlation: Float64Array, k: number): boolean {
  const lower = new Float64Array(k * k);
  if (!cholesky(correlation, k, lower)) return false;
  return Array.from({ length: k }, (_, i) => lower[i * k + i]! ** 2).every((left) => left > varianceLeftMin);
}

function writePairs(q: Float64Array, k: number, pairs: readonly Float64Array[], t: number): void {
  let pair = 0;
  for (let i = 0; i < k; i++) {
    for (let j = i + 1; j < k; j++) {
      pairs[pair++]![t] = q[i * k + j]! / Math.sqrt(q[i * k + i]! * q[j * k + j]!);
    }
  }
}
