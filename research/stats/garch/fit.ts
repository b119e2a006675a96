import { refuse } from "../../../engine/core/errors.ts";
import { garchAt } from "./evaluate.ts";
import { maximise } from "./maximise.ts";
import {
  type GarchParameter,
  type GarchParameters,
  type GarchSpec,
  garchNamed,
  garchParameters,
} from "./model.ts";
import { covariancesAt, differenceStep, parametersAtBounds } from "./standard-errors.ts";
import { type StartUp, startVariance } from "./start-up.ts";
import { sampleMoments, scaledCovariances, scaledParameters, scalingPower } from "./units.ts";

/** A model fitted by maximum likelihood, in the units of the series. */
export interface GarchFit {
  readonly spec: GarchSpec;
  readonly start: StartUp;
  readonly parameters: GarchParameters;
  readonly logLikelihood: number;
  /** 2 k - 2 ln L and k ln n - 2 ln L. */
  readonly aic: number;
  readonly bic: number;
  readonly n: number;
  /** alpha + gamma/2 + beta; beta of an EGARCH. */
  readonly persistence: number;
  /** omega / (1 - persistence); NaN for an EGARCH. */
  readonly unconditionalVariance: number;
  /** By the inverse Hessian, and by the robust sandwich. NaN where they are not known, as on a constraint. */
  readonly errors: { readonly classic: GarchErrors; readonly robust: GarchErrors };
  /** Parameters that lie on a constraint: tests and intervals for them do not hold. */
  readonly atBounds: readonly GarchParameter[];
  /**
   * Whether the mean of an EGARCH lies on one of the values or beside it, where its likelihood has a kink: its standard
   * error then means nothing.
   */
  readonly kinked: boolean;
  /** False where the search ended without a maximum: the parameters are then no estimate. */
  readonly converged: boolean;
  readonly variances: Float64Array;
  /** e / s of each value. */
  readonly residuals: Float64Array;
  readonly initial: number;
  readonly forecast: Float64Array;
}

export type GarchErrors = { readonly [name in GarchParameter]?: number };

export interface GarchFitOptions {
  readonly start?: StartUp;
  /** Length of the forecast. */
  readonly steps?: number;
}

const valuesPerParameter = 10;

/**
 * Fits a GARCH, GJR or EGARCH model by maximum likelihood under the constraints of {@link GarchSpec}: omega > 0,
 * alpha, beta and alpha + gamma >= 0, persistence < 1; |beta| < 1 for an EGARCH.
 *
 * Throws a UserError for fewer than ten values a parameter (and 20 at least), a gap, or a constant.
 */
export function fitGarch(
  ys: Float64Array,
  spec: GarchSpec,
  { start = "backcast", steps = 5 }: GarchFitOptions = {},
): GarchFit {
  const names = garchParameters(spec);
  const needed = valuesPerParameter * names.length;
  if (ys.length < needed) {
    refuse(
      `a ${spec.model} model of ${names.length} parameters needs at least ${needed} values; there are ${ys.length}`,
    );
  }
  const initial = startVariance(ys, spec.mean, start);
  const moments = sampleMoments(ys, spec);
  const power = scalingPower(moments);
  const scale = 10 ** power;
  const series =
    power === 0 ? { ys, initial } : { ys: ys.map((y) => y * scale), initial: initial * scale ** 2 };
  const found = maximise(spec, series, power === 0 ? moments : sampleMoments(series.ys, spec));
  const { classic, robust } = covariancesAt(spec, series, found.full);
  const errorsOf = (covariances: Float64Array) =>
    errorsIn(spec, scaledCovariances(spec, covariances, -power));
  const full = scaledParameters(spec, found.full, -power);
  return {
    ...summaryOf(ys, spec, full, { initial, steps }),
    start,
    errors: { classic: errorsOf(classic), robust: errorsOf(robust) },
    atBounds: parametersAtBounds(spec, found.full),
    kinked: spec.model === "egarch" && spec.mean === "constant" && meetsValue(series.ys, found.full[0]!),
    converged: found.converged,
  };
}

/** Whether a value lies so near to the mean that the differences behind the standard errors reach across its kink. */
const meetsValue = (ys: Float64Array, mean: number): boolean =>
  ys.some((y) => Math.abs(y - mean) <= 2 * differenceStep("mu", mean));

/** What follows from the parameters alone. */
function summaryOf(
  ys: Float64Array,
  spec: GarchSpec,
  full: Float64Array,
  options: { readonly initial: number; readonly steps: number },
) {
  const parameters = garchNamed(spec, full);
  const { logLikelihood, variances, forecast } = garchAt(ys, spec, parameters, options);
  const { mu = 0, omega, alpha, gamma = 0, beta } = parameters;
  const egarch = spec.model === "egarch";
  const persistence = egarch ? beta : alpha + gamma / 2 + beta;
  const k = garchParameters(spec).length;
  return {
    spec,
    parameters,
    logLikelihood,
    aic: 2 * k - 2 * logLikelihood,
    bic: k * Math.log(ys.length) - 2 * logLikelihood,
    n: ys.length,
    persistence,
    unconditionalVariance: egarch ? Number.NaN : omega / (1 - persistence),
    variances,
    residuals: ys.map((y, t) => (y - mu) / Math.sqrt(variances[t]!)),
    initial: options.initial,
    forecast,
  };
}

/** Standard errors by name from a matrix of covariances. */
function errorsIn(spec: GarchSpec, covariances: Float64Array): GarchErrors {
  const names = garchParameters(spec);
  const k = names.length;
  return Object.fromEntries(names.map((name, i) => [name, Math.sqrt(covariances[i * k + i]!)]));
}
