/**
 * Lower triangle L of a symmetric positive definite matrix A = L L', both row by row in one column of k * k numbers.
 * Returns false, and leaves `lower` half written, where A is not positive definite (or holds NaN).
 * Source: Golub and Van Loan, Matrix Computations, 4th ed., algorithm 4.2.1.
 *
 * @example
 * const lower = new Float64Array(4);
 * cholesky(Float64Array.of(4, 2, 2, 5), 2, lower) // => true
 * [...lower] // => [2, 0, 1, 2]
 */
export function cholesky(matrix: Float64Array, k: number, lower: Float64Array): boolean {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * k + j]!;
      for (let m = 0; m < j; m++) sum -= lower[i * k + m]! * lower[j * k + m]!;
      if (i !== j) lower[i * k + j] = sum / lower[j * k + j]!;
      else if (sum > 0) lower[i * k + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L L' x = b in place, `x` holding b before and x after. */
export function choleskySolve(lower: Float64Array, k: number, x: Float64Array): void {
  for (let i = 0; i < k; i++) {
    let sum = x[i]!;
    for (let m = 0; m < i; m++) sum -= lower[i * k + m]! * x[m]!;
    x[i] = sum / lower[i * k + i]!;
  }
  for (let i = k - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let m = i + 1; m < k; m++) sum -= lower[m * k + i]! * x[m]!;
    x[i] = sum / lower[i * k + i]!;
  }
}

/** Inverse of a symmetric positive definite matrix, or undefined where it is not one. */
export function choleskyInverse(matrix: Float64Array, k: number): Float64Array | undefined {
  const lower = new Float64Array(k * k);
  if (!cholesky(matrix, k, lower)) return undefined;
  const inverse = new Float64Array(k * k);
  const column = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    column.fill(0);
    column[j] = 1;
    choleskySolve(lower, k, column);
    for (let i = 0; i < k; i++) inverse[i * k + j] = column[i]!;
  }
  return inverse;
}
