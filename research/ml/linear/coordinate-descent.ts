import { refuse } from "../../../engine/core/errors.ts";

/** Least is half the weighted squared error plus `l1` times the absolute coefficients plus `l2` times half their squares. */
export interface Quadratic {
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  readonly weights: Float64Array;
  readonly l1: number;
  readonly l2: number;
}

const sweepsMax = 20_000;

/**
 * Coefficients and intercept by cyclic coordinate descent from a start. The columns are centred, which takes the
 * intercept out of the problem. Throws a UserError where it does not converge.
 */
export function solveQuadratic(
  { columns, target, weights, l1, l2 }: Quadratic,
  start: Float64Array,
): { readonly intercept: number; readonly coefficients: Float64Array } {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (values: Float64Array) => dot(weights, values) / total;
  const means = columns.map(mean);
  const centred = columns.map((column, j) => column.map((value) => value - means[j]!));
  const weighted = centred.map((column) => column.map((value, i) => value * weights[i]!));
  const squares = centred.map((column, j) => dot(column, weighted[j]!));
  const level = mean(target);
  const coefficients = start.slice();
  const residuals = target.map((value, i) =>
    centred.reduce((left, column, j) => left - column[i]! * coefficients[j]!, value - level),
  );
  const scale = Math.sqrt(residuals.reduce((sum, r, i) => sum + weights[i]! * r * r, 0)) + Number.MIN_VALUE;
  for (let sweep = 0; sweep < sweepsMax; sweep++) {
    let moved = 0;
    for (const [j, column] of centred.entries()) {
      const before = coefficients[j]!;
      const pull = dot(weighted[j]!, residuals) + squares[j]! * before;
      const curve = squares[j]! + l2;
      const after = curve > 0 ? (Math.sign(pull) * Math.max(0, Math.abs(pull) - l1)) / curve : 0;
      if (after === before) continue;
      const change = after - before;
      for (let i = 0; i < residuals.length; i++) residuals[i]! -= change * column[i]!;
      coefficients[j] = after;
      moved = Math.max(moved, Math.abs(change) * Math.sqrt(squares[j]!));
    }
    if (moved <= 1e-13 * scale) {
      return { coefficients, intercept: means.reduce((sum, m, j) => sum - m * coefficients[j]!, level) };
    }
  }
  return refuse("coordinate descent does not converge; raise l2: features may be collinear");
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
