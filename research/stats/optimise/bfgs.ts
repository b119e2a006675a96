import { assert } from "../../../engine/core/errors.ts";
import { cholesky, choleskySolve } from "./cholesky.ts";
import { hessianOfGradient, type SmoothObjective } from "./differences.ts";

/** Bounds of each coordinate; infinite where there are none. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Where a search ended. */
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Whether the last step foreseen would have lowered the value by less than the tolerance. */
  readonly converged: boolean;
  readonly iterations: number;
}

export interface BfgsOptions {
  /** The search ends where the model foresees a decrease of less than this, in units of the objective. */
  readonly tolerance?: number;
  readonly iterationsMax?: number;
  /** Step of the differences of gradients that make the first model of the curvature; coordinates are of order 1. */
  readonly step?: number;
}

/**
 * Least value of a smooth function in a box: quasi-Newton steps with a damped BFGS model of the curvature (Nocedal and
 * Wright 2006, procedure 18.2), solved on the coordinates that no bound holds and searched along the projected path
 * (Bertsekas 1982). The first model is the curvature itself, by differences of the gradient. Deterministic; coordinates
 * should be of order 1. A value that is NaN or infinite counts as worse than any.
 *
 * @example
 * const bowl = (x: Float64Array, g: Float64Array) => {
 *   g[0] = 2 * (x[0]! - 3);
 *   return (x[0]! - 3) ** 2;
 * };
 * const box = { lower: Float64Array.of(0), upper: Float64Array.of(2) };
 * minimiseInBox(bowl, Float64Array.of(1), box).x[0] // => 2
 */
export function minimiseInBox(
  f: SmoothObjective,
  start: Float64Array,
  box: Box,
  { tolerance = 1e-10, iterationsMax = 200, step = 1e-5 }: BfgsOptions = {},
): Minimum {
  const k = start.length;
  let x = project(start, box);
  let gradient = new Float64Array(k);
  let value = f(x, gradient);
  assert(Number.isFinite(value), "a search must start where the objective is finite");
  let curvature = firstCurvature(f, x, gradient, box, step);
  let fresh = true;
  for (let iterations = 0; ; iterations++) {
    const free = freeOf(x, gradient, box);
    const direction = quasiNewton(curvature, gradient, free);
    if (!direction) {
      // Rounding has spoilt the model, or the gradient is not known: begin anew once.
      if (fresh) return { x, value, gradient, converged: false, iterations };
      curvature = firstCurvature(f, x, gradient, box, step);
      fresh = true;
      continue;
    }
    let foreseen = 0;
    for (let i = 0; i < k; i++) foreseen -= direction[i]! * gradient[i]!;
    const done = foreseen / 2 <= tolerance;
    if (done || iterations === iterationsMax) return { x, value, gradient, converged: done, iterations };
    const next = searchPath(f, { x, value, gradient, direction, box });
    if (next) {
      updateCurvature(curvature, x, next.x, gradient, next.gradient);
      ({ x, value, gradient } = next);
      fresh = false;
    } else if (fresh) {
      return { x, value, gradient, converged: false, iterations };
    } else {
      curvature = firstCurvature(f, x, gradient, box, step);
      fresh = true;
    }
  }
}

const project = (x: Float64Array, { lower, upper }: Box): Float64Array =>
  x.map((value, i) => Math.min(upper[i]!, Math.max(lower[i]!, value)));

/** The coordinates that no bound holds against the descent. */
function freeOf(x: Float64Array, gradient: Float64Array, { lower, upper }: Box): number[] {
  const free: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const held = (x[i]! <= lower[i]! && gradient[i]! > 0) || (x[i]! >= upper[i]! && gradient[i]! < 0);
    if (!held) free.push(i);
  }
  return free;
}

/** The curvature at a point, made positive definite by as much of the identity as that needs. */
function firstCurvature(
  f: SmoothObjective,
  x: Float64Array,
  gradient: Float64Array,
  { upper }: Box,
  step: number,
): Float64Array {
  const k = x.length;
  const raw = hessianOfGradient(f, x, gradient, upper, step);
  const lower = new Float64Array(k * k);
  let largest = 1;
  for (const entry of raw) if (Math.abs(entry) > largest) largest = Math.abs(entry);
  if (!raw.every(Number.isFinite)) return diagonal(k, steepness(gradient));
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-6 * largest : 10 * ridge) {
    const matrix = raw.slice();
    for (let i = 0; i < k; i++) matrix[i * k + i]! += ridge;
    if (cholesky(matrix, k, lower)) return matrix;
  }
}

/** A curvature by which a step down the gradient is at most of order 1. */
const steepness = (gradient: Float64Array) => Math.max(1, Math.hypot(...gradient));

function diagonal(k: number, entry: number): Float64Array {
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) matrix[i * k + i] = entry;
  return matrix;
}

/** The step -B^-1 g on the free coordinates, 0 on the others; undefined where B is not positive definite there. */
function quasiNewton(
  curvature: Float64Array,
  gradient: Float64Array,
  free: readonly number[],
): Float64Array | undefined {
  const k = gradient.length;
  const m = free.length;
  const part = new Float64Array(m * m);
  const step = Float64Array.from(free, (i) => -gradient[i]!);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) part[i * m + j] = curvature[free[i]! * k + free[j]!]!;
  }
  const lower = new Float64Array(m * m);
  if (!cholesky(part, m, lower)) return undefined;
  choleskySolve(lower, m, step);
  const out = new Float64Array(k);
  for (let i = 0; i < m; i++) out[free[i]!] = step[i]!;
  return out;
}

interface Path {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly direction: Float64Array;
  readonly box: Box;
}

/** The first point along the projected path, from a full step down, that is low enough (Armijo); undefined for none. */
function searchPath(f: SmoothObjective, { x, value, gradient, direction, box }: Path) {
  for (let t = 1; t > 1e-12; ) {
    const at = project(
      x.map((xi, i) => xi + t * direction[i]!),
      box,
    );
    const next = new Float64Array(x.length);
    const got = f(at, next);
    let slope = 0;
    for (let i = 0; i < x.length; i++) slope += gradient[i]! * (at[i]! - x[i]!);
    if (slope === 0) return undefined;
    if (got <= value + 1e-4 * slope && got < value && next.every(Number.isFinite)) {
      return { x: at, value: got, gradient: next };
    }
    // The least value of the parabola through both ends, kept within a tenth and a half.
    const bend = got - value - slope;
    const least = Number.isFinite(bend) && bend > 0 ? -slope / (2 * bend) : 0.1;
    t *= Math.min(0.5, Math.max(0.1, least));
  }
  return undefined;
}

/** Powell's damped BFGS update: stays positive definite whatever the step has seen. */
function updateCurvature(
  curvature: Float64Array,
  from: Float64Array,
  to: Float64Array,
  before: Float64Array,
  after: Float64Array,
): void {
  const k = from.length;
  const s = to.map((value, i) => value - from[i]!);
  const y = after.map((value, i) => value - before[i]!);
  const bs = new Float64Array(k);
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) bs[i]! += curvature[i * k + j]! * s[j]!;
  let sBs = 0;
  let sy = 0;
  for (let i = 0; i < k; i++) {
    sBs += s[i]! * bs[i]!;
    sy += s[i]! * y[i]!;
  }
  if (!(sBs > 0)) return;
  if (sy < 0.2 * sBs) {
    const theta = (0.8 * sBs) / (sBs - sy);
    for (let i = 0; i < k; i++) y[i] = theta * y[i]! + (1 - theta) * bs[i]!;
    sy = 0.2 * sBs;
  }
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) curvature[i * k + j]! += (y[i]! * y[j]!) / sy - (bs[i]! * bs[j]!) / sBs;
  }
}
