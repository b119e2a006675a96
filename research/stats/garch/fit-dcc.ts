import { type Box, minimiseInBox } from "../optimise/bfgs.ts";
import { type Objective, withDifferences } from "../optimise/differences.ts";
import {
  correlationLikelihood,
  correlationOf,
  type DccParameters,
  type DccSeries,
} from "./conditional-correlation.ts";
import { type DccPath, dccAt, dccSeries } from "./dcc.ts";
import { fitGarch, type GarchFit, type GarchFitOptions } from "./fit.ts";
import type { GarchSpec } from "./model.ts";

/** A DCC model fitted in two stages. */
export interface DccFit extends DccParameters, DccPath {
  /** The first stage: each series alone. */
  readonly univariate: readonly GarchFit[];
  /** The joint normal log-likelihood: those of the series alone, and what the correlations add. */
  readonly logLikelihoodTotal: number;
  /** What a constant correlation adds (a = b = 0): the model to beat. */
  readonly logLikelihoodConstant: number;
  /** Expected correlation matrices of the next rows (Engle and Sheppard 2001, approximation of R). */
  readonly correlationForecast: readonly Float64Array[];
  /** Expected covariance matrices of the next rows: D R D. */
  readonly covarianceForecast: readonly Float64Array[];
  /** False where a search ended without a maximum: the parameters are then no estimate. */
  readonly converged: boolean;
}

const plain: GarchSpec = { model: "garch", distribution: "normal", mean: "constant" };

/**
 * Fits DCC(1,1) in two stages: a GARCH model of each series, then a and b of their standardised residuals by maximum
 * likelihood under a, b >= 0 and a + b < 1 (Engle 2002). Throws a UserError as {@link dccAt} and `fitGarch` do.
 */
export function fitDcc(
  columns: readonly Float64Array[],
  { start = "backcast", steps = 5, spec = plain }: GarchFitOptions & { readonly spec?: GarchSpec } = {},
): DccFit {
  const univariate = columns.map((ys) => fitGarch(ys, spec, { start, steps }));
  const residuals = univariate.map((fit) => fit.residuals);
  const series = dccSeries(residuals, "covariance");
  const found = maximiseCorrelation(series);
  const { a, b } = found;
  const path = dccAt(residuals, found);
  const alone = univariate.reduce((sum, fit) => sum + fit.logLikelihood, 0);
  const correlationForecast = forecastCorrelations(path, found, series.k, steps);
  return {
    ...path,
    a,
    b,
    univariate,
    logLikelihoodTotal: alone + path.logLikelihood,
    logLikelihoodConstant: correlationLikelihood(series, { a: 0, b: 0 }),
    correlationForecast,
    covarianceForecast: correlationForecast.map((matrix, h) => scaleBy(univariate, matrix, h)),
    converged: found.converged && univariate.every((fit) => fit.converged),
  };
}

/** Persistence a + b, and the share of a in it: coordinates in which the constraints are a box. */
const box: Box = { lower: Float64Array.of(0, 0), upper: Float64Array.of(1 - 1e-8, 1) };
const grid = [0.8, 0.95, 0.99].flatMap((p) => [0.02, 0.06, 0.2].map((share) => Float64Array.of(p, share)));

function maximiseCorrelation(series: DccSeries): DccParameters & { readonly converged: boolean } {
  const parametersOf = (x: Float64Array) => ({ a: x[0]! * x[1]!, b: x[0]! * (1 - x[1]!) });
  const minusLikelihood: Objective = (x) => -correlationLikelihood(series, parametersOf(x));
  const start = grid
    .map((x) => ({ x, value: minusLikelihood(x) }))
    .reduce((best, point) => (point.value < best.value ? point : best)).x;
  const smooth = withDifferences(minusLikelihood, box.lower, box.upper, 1e-5);
  const { x, converged } = minimiseInBox(smooth, start, box, { tolerance: 1e-8, step: 1e-4 });
  return { ...parametersOf(x), converged };
}

/** R[h] = (1 - (a + b)^h) R + (a + b)^h R[0], from the correlations of the next row towards the mean ones. */
function forecastCorrelations(path: DccPath, { a, b }: DccParameters, k: number, steps: number) {
  const mean = correlationOf(path.qbar, k);
  return Array.from({ length: steps }, (_, h) => {
    const weight = (a + b) ** h;
    return path.next.map((entry, at) => (1 - weight) * mean[at]! + weight * entry);
  });
}

function scaleBy(univariate: readonly GarchFit[], matrix: Float64Array, h: number): Float64Array {
  const k = univariate.length;
  const deviations = univariate.map((fit) => Math.sqrt(fit.forecast[h]!));
  return matrix.map((entry, at) => entry * deviations[Math.floor(at / k)]! * deviations[at % k]!);
}
