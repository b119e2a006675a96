import { type Box, minimiseInBox } from "./bfgs.ts";
import type { SmoothObjective } from "./differences.ts";
import { minimiseBySimplex } from "./nelder-mead.ts";

/** Where a search ended, and whether no further step would have helped. */
export interface RoughMinimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly converged: boolean;
}

const roundsMost = 5;

/**
 * Least value in a box of a function that is smooth but for kinks: quasi-Newton steps, and where these end without a
 * minimum a simplex, in turns. It has converged where the steps did, or where two turns with simplices of different size
 * gained less than `gain`: at a kink no derivative can tell.
 */
export function minimiseRoughly(
  f: SmoothObjective,
  start: Float64Array,
  box: Box,
  gain = 1e-7,
): RoughMinimum {
  const unused = new Float64Array(start.length);
  let found: RoughMinimum = minimiseInBox(f, start, box);
  let idle = 0;
  for (let round = 0; round < roundsMost && !found.converged; round++) {
    const simplex = minimiseBySimplex((x) => f(x, unused), found.x, box, { step: 0.1 / 4 ** round });
    const next = minimiseInBox(f, simplex.x, box);
    idle = found.value - next.value <= gain ? idle + 1 : 0;
    found = { x: next.x, value: next.value, converged: next.converged || idle === 2 };
  }
  return found;
}
