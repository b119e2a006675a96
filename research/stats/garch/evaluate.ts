import { logLikelihoodAt } from "./likelihood.ts";
import { type GarchParameters, type GarchSpec, garchVector } from "./model.ts";
import { type StartUp, startVariance } from "./start-up.ts";
import { varianceForecast } from "./variance-forecast.ts";

/** A model at given parameters. */
export interface GarchPath {
  /** All constants and all values counted; -Infinity where the parameters give a variance that is not positive. */
  readonly logLikelihood: number;
  /** Conditional variance of each value; NaN from the first that is not positive. */
  readonly variances: Float64Array;
  /** The variance that stood before the first value. */
  readonly initial: number;
  /** Expected variances of the next values. */
  readonly forecast: Float64Array;
}

export interface GarchPathOptions {
  readonly start?: StartUp;
  /** Stands before the first value instead of what `start` computes. */
  readonly initial?: number;
  /** Length of the forecast. */
  readonly steps?: number;
}

/**
 * Likelihood, conditional variances and forecast of a model at given parameters: no search. Throws a UserError for
 * a series that no such model describes (see {@link startVariance}).
 */
export function garchAt(
  ys: Float64Array,
  spec: GarchSpec,
  parameters: GarchParameters,
  { start = "backcast", initial = startVariance(ys, spec.mean, start), steps = 5 }: GarchPathOptions = {},
): GarchPath {
  const full = garchVector(spec, parameters);
  const variances = new Float64Array(ys.length).fill(Number.NaN);
  const logLikelihood = logLikelihoodAt(spec, { ys, initial }, full, variances);
  const last = { y: ys.at(-1)!, variance: variances.at(-1)! };
  return { logLikelihood, variances, initial, forecast: varianceForecast(spec, full, last, steps) };
}
