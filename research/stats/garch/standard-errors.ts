import { choleskyInverse } from "../optimise/cholesky.ts";
import { hessian } from "../optimise/differences.ts";
import { type GarchSeries, logLikelihoodAt, scoresAt } from "./likelihood.ts";
import { type GarchParameter, type GarchSpec, garchOrder, garchParameters, nuRange } from "./model.ts";

/** Covariances of the estimates, parameter by parameter, row by row; NaN where they are not known. */
export interface Covariances {
  /** Inverse of minus the Hessian. */
  readonly classic: Float64Array;
  /** Sandwich of Bollerslev and Wooldridge (1992), right whatever the distribution of the innovations. */
  readonly robust: Float64Array;
}

const nearBound = 1e-7;

/**
 * Parameters of a maximum that lie on a constraint. The usual theory of errors does not hold for them: the others' are
 * those of a model in which these are known.
 */
export function parametersAtBounds(spec: GarchSpec, full: Float64Array): GarchParameter[] {
  const [, , alpha, gamma, beta, nu] = full;
  const { model, distribution } = spec;
  const none = alpha! <= nearBound;
  const held: Partial<Record<GarchParameter, boolean>> =
    model === "egarch"
      ? { beta: Math.abs(beta!) >= 1 - 2 * nearBound }
      : {
          alpha: none,
          gamma: model === "gjr" && (alpha! + gamma! <= nearBound || (none && beta! <= nearBound)),
          beta: beta! <= nearBound || alpha! + gamma! / 2 + beta! >= 1 - nearBound,
        };
  if (distribution === "t") held.nu = nu! <= nuRange.from + 1e-4 || nu! >= nuRange.to - 1e-2;
  return garchOrder.filter((name) => held[name]);
}

/**
 * Covariances of the estimates at a maximum, by central differences of the likelihood with steps
 * eps^(1/4) max(|x|, 0.1) and by exact scores.
 */
export function covariancesAt(spec: GarchSpec, series: GarchSeries, full: Float64Array): Covariances {
  const names = garchParameters(spec);
  const held = parametersAtBounds(spec, full);
  const places = names.flatMap((name, i) => (held.includes(name) ? [] : [i]));
  const inFull = places.map((i) => garchOrder.indexOf(names[i]!));
  const n = series.ys.length;
  const m = places.length;
  const at = full.slice();
  const minusLikelihood = (x: Float64Array) => {
    for (let j = 0; j < m; j++) at[inFull[j]!] = x[j]!;
    return -logLikelihoodAt(spec, series, at);
  };
  const estimates = Float64Array.from(inFull, (i) => full[i]!);
  const steps = Float64Array.from(inFull, (i) => differenceStep(garchOrder[i]!, full[i]!));
  const inverse = choleskyInverse(hessian(minusLikelihood, estimates, steps), m);
  const k = names.length;
  const classic = new Float64Array(k * k).fill(Number.NaN);
  const robust = classic.slice();
  if (!inverse) return { classic, robust };
  const sandwich = product(product(inverse, scoreCovariance(spec, series, full, inFull), m), inverse, m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      classic[places[i]! * k + places[j]!] = inverse[i * m + j]!;
      robust[places[i]! * k + places[j]!] = n * sandwich[i * m + j]!;
    }
  }
  return { classic, robust };
}

/** Step of the differences by a parameter. One of omega must not reach beyond 0, where there is no variance. */
export function differenceStep(name: GarchParameter, value: number): number {
  const step = Number.EPSILON ** 0.25 * Math.max(Math.abs(value), 0.1);
  return name === "omega" ? Math.min(step, Math.max(Math.abs(value) / 10, 1e-10)) : step;
}

/** Sample covariance of the scores of the values. */
function scoreCovariance(
  spec: GarchSpec,
  series: GarchSeries,
  full: Float64Array,
  places: readonly number[],
): Float64Array {
  const n = series.ys.length;
  const m = places.length;
  const scores = new Float64Array(6 * n);
  scoresAt(spec, series, full, scores);
  const means = places.map((place) => {
    let sum = 0;
    for (let t = 0; t < n; t++) sum += scores[6 * t + place]!;
    return sum / n;
  });
  const out = new Float64Array(m * m);
  for (let t = 0; t < n; t++) {
    for (let i = 0; i < m; i++) {
      const di = scores[6 * t + places[i]!]! - means[i]!;
      for (let j = 0; j < m; j++) out[i * m + j]! += di * (scores[6 * t + places[j]!]! - means[j]!);
    }
  }
  return out.map((sum) => sum / (n - 1));
}

function product(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      for (let l = 0; l < k; l++) out[i * k + j]! += a[i * k + l]! * b[l * k + j]!;
    }
  }
  return out;
}
