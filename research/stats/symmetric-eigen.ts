/** Eigenvalues of a symmetric matrix in falling order, with their vectors of length 1. */
export interface Eigen {
  readonly values: Float64Array;
  /** One for each value. */
  readonly vectors: readonly Float64Array[];
}

/** Each sweep squares what is left beside the diagonal; ten are more than enough for any size used here. */
const sweepsMax = 60;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix, given by its rows, by cyclic Jacobi rotations (Golub and
 * Van Loan 2013, 8.5).
 *
 * @example
 * symmetricEigen([[2, 1], [1, 2]]).values[0].toFixed(12) // => "3.000000000000"
 */
export function symmetricEigen(matrix: readonly ArrayLike<number>[]): Eigen {
  const n = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const v = a.map((_, i) => new Float64Array(n).fill(0).fill(1, i, i + 1));
  for (let sweep = 0; sweep < sweepsMax && !isDiagonal(a); sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return {
    values: Float64Array.from(order, (i) => a[i]![i]!),
    // The rows of v are the vectors, because the rotations were applied from the left.
    vectors: order.map((i) => v[i]!),
  };
}

function isDiagonal(a: readonly Float64Array[]): boolean {
  let beside = 0;
  let whole = 0;
  for (const [i, row] of a.entries()) {
    for (const [j, value] of row.entries()) {
      whole += value * value;
      if (i !== j) beside += value * value;
    }
  }
  return !(beside > 1e-36 * whole);
}

/** Turns the plane of two axes so that their common element becomes 0. */
function rotate(a: readonly Float64Array[], v: readonly Float64Array[], p: number, q: number): void {
  const beside = a[p]![q]!;
  if (beside === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * beside);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (const row of a) turn(row, row, p, q, c, s);
  for (let k = 0; k < a.length; k++) {
    turnRows(a, p, q, k, c, s);
    turnRows(v, p, q, k, c, s);
  }
  a[p]![q] = 0;
  a[q]![p] = 0;
}

function turn(from: Float64Array, to: Float64Array, p: number, q: number, c: number, s: number): void {
  const [x, y] = [from[p]!, from[q]!];
  to[p] = c * x - s * y;
  to[q] = s * x + c * y;
}

function turnRows(a: readonly Float64Array[], p: number, q: number, k: number, c: number, s: number): void {
  const [x, y] = [a[p]![k]!, a[q]![k]!];
  a[p]![k] = c * x - s * y;
  a[q]![k] = s * x + c * y;
}
