import { refuse } from "../../../engine/core/errors.ts";
import { type Box, minimiseInBox } from "../optimise/bfgs.ts";
import type { SmoothObjective } from "../optimise/differences.ts";
import { minimiseRoughly } from "../optimise/rough.ts";
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

const heatIterations = 6;
/** Up to this many values every point of the grid is tried, beyond it the best of each group: maxima are fewer. */
const lengthShort = 1500;
const finalists = { short: 4, long: 2 } as const;

/**
 * Maximum likelihood. A likelihood may have several maxima: a few steps are taken from the points of a fixed grid, and
 * the best of these are searched to their end.
 */
export function maximise(spec: GarchSpec, series: GarchSeries, moments: SampleMoments): Maximum {
  const coordinates = coordinatesOf(spec, moments.variance);
  const { free, box, parametersAt } = coordinates;
  const part = (column: Float64Array) => Float64Array.from(free, (i) => column[i]!);
  const within: Box = { lower: part(box.lower), upper: part(box.upper) };
  const full = new Float64Array(6);
  const objectiveBeside = objectivesOf(spec, series, coordinates);
  const groups = startGrid(spec, moments);
  const short = series.ys.length <= lengthShort;
  const points = short
    ? groups.flat()
    : groups.map((group) =>
        bestOf(group, (point) => {
          parametersAt(point, full);
          return -logLikelihoodAt(spec, series, full);
        }),
      );
  const heats = points.flatMap((u) => {
    const objective = objectiveBeside(u);
    const x = part(u);
    if (!Number.isFinite(objective(x, new Float64Array(x.length)))) return [];
    return { u, objective, ...minimiseInBox(objective, x, within, { iterationsMax: heatIterations }) };
  });
  if (heats.length === 0) {
    refuse(
      `${spec.model}: no start of the search has a likelihood; the series begins far calmer than it goes on`,
    );
  }
  const ends = heats
    .sort((a, b) => a.value - b.value)
    .slice(0, short ? finalists.short : finalists.long)
    .map((heat) => ({ ...heat, ...(heat.converged ? {} : minimiseRoughly(heat.objective, heat.x, within)) }));
  const { u, x, value, converged } = bestOf(ends, (end) => end.value);
  free.forEach((i, at) => {
    u[i] = x[at]!;
  });
  parametersAt(u, full);
  return { full, logLikelihood: -value, converged };
}

/** The first of those with the least value. */
const bestOf = <T>(things: readonly T[], scoreOf: (thing: T) => number): T =>
  things
    .map((thing) => ({ thing, value: scoreOf(thing) }))
    .reduce((best, each) => (each.value < best.value ? each : best)).thing;

/** Minus the log-likelihood over the free coordinates, the others as in `fixed`. */
function objectivesOf(
  spec: GarchSpec,
  series: GarchSeries,
  { free, parametersAt, pullBack }: Coordinates,
): (fixed: Float64Array) => SmoothObjective {
  const full = new Float64Array(6);
  const byFull = new Float64Array(6);
  const byU = new Float64Array(6);
  const scores = new Float64Array(6 * series.ys.length);
  return (fixed) => {
    const u = fixed.slice();
    return (x, gradient) => {
      for (let j = 0; j < free.length; j++) u[free[j]!] = x[j]!;
      parametersAt(u, full);
      const value = scoresAt(spec, series, full, scores);
      sumRows(scores, byFull);
      pullBack(u, byFull, byU);
      for (let j = 0; j < free.length; j++) gradient[j] = -byU[free[j]!]!;
      return -value;
    };
  };
}

function sumRows(rows: Float64Array, sums: Float64Array): void {
  const k = sums.length;
  sums.fill(0);
  for (let at = 0; at < rows.length; at += k) for (let j = 0; j < k; j++) sums[j]! += rows[at + j]!;
}
