import { minimiseInBox } from "../optimise/bfgs.ts";
import type { SmoothObjective } from "../optimise/differences.ts";
import { type Coordinates, coordinatesOf } from "./coordinates.ts";
import { type GarchSeries, logLikelihoodAt, scoresAt } from "./likelihood.ts";
import type { GarchSpec } from "./model.ts";
import { startGrid } from "./start-grid.ts";

/** Where the likelihood of a model is greatest. */
export interface Maximum {
  /** The full vector of parameters. */
  readonly full: Float64Array;
  readonly logLikelihood: number;
  readonly converged: boolean;
}

/** Sample mean and variance, the latter around 0 for a zero mean. */
export interface SampleMoments {
  readonly mean: number;
  readonly variance: number;
}

/** Maximum likelihood, searched from the best point of a fixed grid. */
export function maximise(spec: GarchSpec, series: GarchSeries, moments: SampleMoments): Maximum {
  const coordinates = coordinatesOf(spec, moments.variance);
  const full = new Float64Array(6);
  const valueAt = (u: Float64Array) => {
    coordinates.parametersAt(u, full);
    return logLikelihoodAt(spec, series, full);
  };
  const start = startGrid(spec, moments)
    .map((u) => ({ u, value: valueAt(u) }))
    .reduce((best, point) => (point.value > best.value ? point : best)).u;
  const { free, box } = coordinates;
  const part = (column: Float64Array) => Float64Array.from(free, (i) => column[i]!);
  const found = minimiseInBox(objectiveOf(spec, series, coordinates, start), part(start), {
    lower: part(box.lower),
    upper: part(box.upper),
  });
  free.forEach((i, at) => {
    start[i] = found.x[at]!;
  });
  coordinates.parametersAt(start, full);
  return { full, logLikelihood: -found.value, converged: found.converged };
}

/** Minus the log-likelihood over the free coordinates, the others as in `fixed`. */
function objectiveOf(
  spec: GarchSpec,
  series: GarchSeries,
  { free, parametersAt, pullBack }: Coordinates,
  fixed: Float64Array,
): SmoothObjective {
  const u = fixed.slice();
  const full = new Float64Array(6);
  const byFull = new Float64Array(6);
  const byU = new Float64Array(6);
  const scores = new Float64Array(6 * series.ys.length);
  return (x, gradient) => {
    for (let j = 0; j < free.length; j++) u[free[j]!] = x[j]!;
    parametersAt(u, full);
    const value = scoresAt(spec, series, full, scores);
    sumRows(scores, byFull);
    pullBack(u, byFull, byU);
    for (let j = 0; j < free.length; j++) gradient[j] = -byU[free[j]!]!;
    return -value;
  };
}

function sumRows(rows: Float64Array, sums: Float64Array): void {
  const k = sums.length;
  sums.fill(0);
  for (let at = 0; at < rows.length; at += k) for (let j = 0; j < k; j++) sums[j]! += rows[at + j]!;
}
