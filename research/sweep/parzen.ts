import type { Random } from "../../engine/core/random.ts";
import { normal } from "../../engine/core/random.ts";
import { type Axis, coordinateAt, fractionOf } from "./axis.ts";

/** A density over one axis, made from points on it. */
export interface Estimator {
  /** A coordinate drawn from it. */
  readonly draw: (random: Random) => number;
  /** Its logarithm at a coordinate, but for a constant of the axis. */
  readonly logDensity: (coordinate: number) => number;
}

/** An adaptive Parzen estimator of an axis: of Gaussians on a scale, of counts on a list of values. */
export const estimatorOf = (axis: Axis, coordinates: readonly number[]): Estimator =>
  axis.kind === "values" ? countsOf(axis.count, coordinates) : mixtureOf(axis, coordinates);

/** Frequencies of values, each taken to have been seen once more than it was. */
function countsOf(count: number, coordinates: readonly number[]): Estimator {
  const weights = new Float64Array(count).fill(1);
  for (const k of coordinates) weights[k]!++;
  const total = count + coordinates.length;
  return {
    draw: (random) => {
      let rest = random() * total;
      for (let k = 0; k < count - 1; k++) {
        rest -= weights[k]!;
        if (rest < 0) return k;
      }
      return count - 1;
    },
    logDensity: (k) => Math.log(weights[k]! / total),
  };
}

/**
 * Gaussians around the points of an axis, folded back at its ends, and one as wide as the axis at its middle for what is
 * not known. Each is as wide as the distance to the farther of its two neighbours, but no narrower than the axis over 100,
 * or over the number of points.
 */
function mixtureOf(axis: Axis, coordinates: readonly number[]): Estimator {
  const centres = [0.5, ...coordinates.map((x) => fractionOf(axis, x))];
  const sorted = Float64Array.from(centres).sort();
  const least = 1 / Math.min(100, centres.length);
  const widths = centres.map((centre, k) =>
    k === 0 ? 1 : Math.min(1, Math.max(least, farther(sorted, centre))),
  );
  return {
    draw: (random) => {
      const k = Math.floor(random() * centres.length);
      return coordinateAt(axis, folded(centres[k]! + widths[k]! * normal(random)));
    },
    logDensity: (coordinate) => {
      const at = fractionOf(axis, coordinate);
      let density = 0;
      for (let k = 0; k < centres.length; k++) density += foldedDensity(at, centres[k]!, widths[k]!);
      return Math.log(density / centres.length);
    },
  };
}

/** A number brought into [0, 1) by mirrors at both ends. */
function folded(x: number): number {
  const turn = Math.abs(x) % 2;
  return Math.min(turn < 1 ? turn : 2 - turn, 1 - Number.EPSILON);
}

/** Density of a Gaussian between two mirrors, but for a constant; images beyond the nearest add under a hundredth. */
function foldedDensity(at: number, centre: number, width: number): number {
  let sum = 0;
  for (let image = -2; image <= 2; image += 2) {
    sum += Math.exp(-0.5 * ((at - centre - image) / width) ** 2);
    sum += Math.exp(-0.5 * ((at + centre - image) / width) ** 2);
  }
  return sum / width;
}

/** Distance of a point to the farther of its neighbours, the ends of the axis among them. */
function farther(sorted: Float64Array, centre: number): number {
  // Another point at the same place is a neighbour too, but tells nothing of the width.
  const left = centre - (sorted[sorted.indexOf(centre) - 1] ?? 0);
  const right = (sorted[sorted.lastIndexOf(centre) + 1] ?? 1) - centre;
  return Math.max(left, right);
}
