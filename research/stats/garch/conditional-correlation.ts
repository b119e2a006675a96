import { refuse } from "../../../engine/core/errors.ts";
import { cholesky } from "../optimise/cholesky.ts";

/** Weights of the last shocks and of the last correlations; both at least 0, with a sum below 1. */
export interface DccParameters {
  readonly a: number;
  readonly b: number;
}

/** Standardised residuals of several series, row by row, and the matrix that their Q returns to. */
export interface DccSeries {
  readonly zs: Float64Array;
  /** Series. */
  readonly k: number;
  readonly target: Float64Array;
}

/** The length of all columns, 0 of none. Refuses columns of unequal length. */
export function equalLength(columns: readonly Float64Array[]): number {
  const n = columns[0]?.length ?? 0;
  if (columns.some((column) => column.length !== n)) {
    refuse(`series must have one length; were ${columns.map((column) => column.length).join(", ")}`);
  }
  return n;
}

/** Columns side by side as rows of one column. Refuses columns of unequal length. */
export function interleaved(columns: readonly Float64Array[]): Float64Array {
  const k = columns.length;
  const n = equalLength(columns);
  const rows = new Float64Array(n * k);
  for (let j = 0; j < k; j++) for (let t = 0; t < n; t++) rows[t * k + j] = columns[j]![t]!;
  return rows;
}

/** Mean of z z' over the rows: neither centred nor rescaled to a correlation. */
export function meanOuterProduct(zs: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let at = 0; at < zs.length; at += k) {
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) out[i * k + j]! += zs[at + i]! * zs[at + j]!;
  }
  return out.map((sum) => (sum * k) / zs.length);
}

/** A covariance matrix rescaled to unit diagonal. */
export function correlationOf(matrix: Float64Array, k: number): Float64Array {
  return matrix.map((entry, at) => {
    const [i, j] = [Math.floor(at / k), at % k];
    return i === j ? 1 : entry / Math.sqrt(matrix[i * k + i]! * matrix[j * k + j]!);
  });
}

/**
 * Engle's (2002) recursion Q[t] = (1 - a - b) target + a z[t-1] z[t-1]' + b Q[t-1] from Q[0] = target, and the
 * correlations R[t], Q[t] rescaled. Returns the share of the log-likelihood that they add,
 * -1/2 sum(ln|R| + z' R^-1 z - z'z); -Infinity where a Q is not positive definite.
 *
 * `visit` is shown Q of each row, and of the one after the last.
 */
export function correlationLikelihood(
  { zs, k, target }: DccSeries,
  { a, b }: DccParameters,
  visit?: (q: Float64Array, t: number) => void,
): number {
  const n = zs.length / k;
  const rest = 1 - a - b;
  const q = target.slice();
  const lower = new Float64Array(k * k);
  let sum = 0;
  for (let t = 0; t < n; t++) {
    visit?.(q, t);
    const at = t * k;
    if (!cholesky(q, k, lower)) return Number.NEGATIVE_INFINITY;
    sum += rowTerm(q, lower, zs, at, k);
    for (let i = 0; i < k; i++) {
      const shock = a * zs[at + i]!;
      for (let j = 0; j <= i; j++) {
        const next = rest * target[i * k + j]! + shock * zs[at + j]! + b * q[i * k + j]!;
        q[i * k + j] = next;
        q[j * k + i] = next;
      }
    }
  }
  visit?.(q, n);
  return -0.5 * sum;
}

const solved = new Float64Array(64);

/** ln|R| + z' R^-1 z - z'z of one row, by Q = L L': R^-1 = D^(1/2) Q^-1 D^(1/2). */
function rowTerm(q: Float64Array, lower: Float64Array, zs: Float64Array, at: number, k: number): number {
  const y = k <= solved.length ? solved : new Float64Array(k);
  let determinant = 1;
  let squares = 0;
  for (let i = 0; i < k; i++) {
    const z = zs[at + i]!;
    const qii = q[i * k + i]!;
    let left = z * Math.sqrt(qii);
    for (let m = 0; m < i; m++) left -= lower[i * k + m]! * y[m]!;
    const pivot = lower[i * k + i]!;
    y[i] = left / pivot;
    determinant *= (pivot * pivot) / qii;
    squares += y[i]! * y[i]! - z * z;
  }
  return Math.log(determinant) + squares;
}
