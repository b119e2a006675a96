import { refuse } from "../../../engine/core/errors.ts";

/** Least is half the weighted squared error plus `l1` times the absolute coefficients plus `l2` times half their squares. */
export interface Quadratic {
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  readonly weights: Float64Array;
  readonly l1: number;
  readonly l2: number;
}

/** The problem without its rows: products of the centred columns with each other and with the centred target. */
interface Products {
  readonly means: Float64Array;
  readonly level: number;
  /** Row by row. */
  readonly gram: Float64Array;
  readonly pulls: Float64Array;
  /** Root of the weighted squares of the centred target. */
  readonly scale: number;
}

const sweepsMax = 100_000;

/**
 * Coefficients and intercept by cyclic coordinate descent from a start, on the products of the columns (Friedman, Hastie
 * and Tibshirani 2010, section 2.2), so that a sweep costs nothing a row. The columns are centred, which takes the
 * intercept out of the problem. Throws a UserError where it does not converge.
 */
export function solveQuadratic(
  quadratic: Quadratic,
  start: Float64Array,
): { readonly intercept: number; readonly coefficients: Float64Array } {
  const { l1, l2 } = quadratic;
  const { means, level, gram, pulls, scale } = productsOf(quadratic);
  const count = start.length;
  const coefficients = start.slice();
  for (let sweep = 0; sweep < sweepsMax; sweep++) {
    let moved = 0;
    for (let j = 0; j < count; j++) {
      const before = coefficients[j]!;
      const square = gram[j * count + j]!;
      const curve = square + l2;
      let pull = pulls[j]! + square * before;
      for (let k = 0; k < count; k++) pull -= gram[j * count + k]! * coefficients[k]!;
      const after = curve > 0 ? (Math.sign(pull) * Math.max(0, Math.abs(pull) - l1)) / curve : 0;
      coefficients[j] = after;
      moved = Math.max(moved, Math.abs(after - before) * Math.sqrt(square));
    }
    if (moved <= 1e-13 * scale) {
      return { coefficients, intercept: means.reduce((sum, m, j) => sum - m * coefficients[j]!, level) };
    }
  }
  return refuse("coordinate descent does not converge; raise l2: features may be collinear");
}

function productsOf({ columns, target, weights }: Quadratic): Products {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const count = columns.length;
  const means = Float64Array.from(columns, (column) => dot(weights, column) / total);
  const level = dot(weights, target) / total;
  const centred = columns.map((column, j) => column.map((value) => value - means[j]!));
  const residuals = target.map((value) => value - level);
  const gram = new Float64Array(count * count);
  const pulls = new Float64Array(count);
  for (const [j, column] of centred.entries()) {
    const weighed = column.map((value, i) => value * weights[i]!);
    pulls[j] = dot(weighed, residuals);
    for (let k = 0; k <= j; k++) {
      gram[j * count + k] = dot(weighed, centred[k]!);
      gram[k * count + j] = gram[j * count + k]!;
    }
  }
  const scale = Math.sqrt(residuals.reduce((sum, r, i) => sum + weights[i]! * r * r, 0)) + Number.MIN_VALUE;
  return { means, level, gram, pulls, scale };
}

/** Four sums at a time, of which none waits for another. */
function dot(a: Float64Array, b: Float64Array): number {
  let [s, t, u, v] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    s += a[i]! * b[i]!;
    t += a[i + 1]! * b[i + 1]!;
    u += a[i + 2]! * b[i + 2]!;
    v += a[i + 3]! * b[i + 3]!;
  }
  for (; i < a.length; i++) s += a[i]! * b[i]!;
  return s + t + (u + v);
}
