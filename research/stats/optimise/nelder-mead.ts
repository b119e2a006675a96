import type { Box } from "./bfgs.ts";
import type { Objective } from "./differences.ts";

export interface SimplexOptions {
  /** Edge of the first simplex; coordinates are of order 1. */
  readonly step?: number;
  /** The search ends where no vertex is further from the best than this. */
  readonly tolerance?: number;
  readonly evaluationsMax?: number;
}

/** Where a search without derivatives ended. */
export interface SimplexMinimum {
  readonly x: Float64Array;
  readonly value: number;
  /** Whether the simplex has shrunk to a point. */
  readonly converged: boolean;
}

interface Vertex {
  readonly x: Float64Array;
  readonly value: number;
}

/**
 * Least value of a function in a box without derivatives (Nelder and Mead 1965), with the coefficients of Gao and
 * Han (2012) that suit more coordinates: for functions with kinks, where quasi-Newton steps end too soon. Points beyond the
 * box count as infinite, as a value that is NaN does: moved to its face, they would flatten the simplex. Deterministic.
 *
 * @example
 * const tent = (x: Float64Array) => Math.abs(x[0]! - 0.25);
 * const box = { lower: Float64Array.of(0), upper: Float64Array.of(1) };
 * Math.abs(minimiseBySimplex(tent, Float64Array.of(0.9), box).x[0]! - 0.25) < 1e-8 // => true
 */
export function minimiseBySimplex(
  f: Objective,
  start: Float64Array,
  { lower, upper }: Box,
  { step = 0.05, tolerance = 1e-9, evaluationsMax = 250 * start.length }: SimplexOptions = {},
): SimplexMinimum {
  const k = start.length;
  let evaluations = 0;
  const vertexAt = (x: Float64Array): Vertex => {
    evaluations++;
    const inside = x.every((value, i) => value >= lower[i]! && value <= upper[i]!);
    const value = inside ? f(x) : Number.POSITIVE_INFINITY;
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const simplex = [vertexAt(start)];
  for (let i = 0; i < k; i++) {
    simplex.push(vertexAt(start.with(i, start[i]! + (start[i]! + step > upper[i]! ? -step : step))));
  }
  for (;;) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const converged = sizeOf(simplex) <= tolerance;
    if (converged || evaluations >= evaluationsMax) return { ...best, converged };
    moveWorst(simplex, vertexAt);
  }
}

/** Greatest distance along a coordinate from the best vertex. */
function sizeOf(simplex: readonly Vertex[]): number {
  let size = 0;
  for (const { x } of simplex) {
    for (let i = 0; i < x.length; i++) size = Math.max(size, Math.abs(x[i]! - simplex[0]!.x[i]!));
  }
  return size;
}

/** One step: the worst vertex is moved through the centre of the others, or all shrink towards the best. */
function moveWorst(simplex: Vertex[], vertexAt: (x: Float64Array) => Vertex): void {
  const k = simplex.length - 1;
  const worst = simplex[k]!;
  const centre = new Float64Array(k);
  for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) centre[i]! += simplex[j]!.x[i]! / k;
  const along = (t: number) => vertexAt(centre.map((c, i) => c + t * (worst.x[i]! - c)));
  const [expansion, contraction, shrinkage] = [1 + 2 / k, 0.75 - 1 / (2 * k), 1 - 1 / Math.max(k, 2)];
  const reflected = along(-1);
  if (reflected.value < simplex[0]!.value) {
    const expanded = along(-expansion);
    simplex[k] = expanded.value < reflected.value ? expanded : reflected;
  } else if (reflected.value < simplex[k - 1]!.value) simplex[k] = reflected;
  else {
    const outside = reflected.value < worst.value;
    const contracted = along(outside ? -contraction : contraction);
    if (contracted.value < Math.min(reflected.value, worst.value)) simplex[k] = contracted;
    else {
      const best = simplex[0]!.x;
      for (let j = 1; j <= k; j++) {
        simplex[j] = vertexAt(simplex[j]!.x.map((x, i) => best[i]! + shrinkage * (x - best[i]!)));
      }
    }
  }
}
