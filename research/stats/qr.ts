/** What is left of a column beside those before it, as a fraction of itself, below which it is their combination. */
const collinearBelow = 1e-10;

/** A least-squares problem turned so that its matrix is triangular. */
export interface Factors {
  /** Columns: above the diagonal those of R, from it on the vectors of the reflections. */
  readonly columns: readonly Float64Array[];
  /** Diagonal of R: 0 for a column that is a combination of those before it. */
  readonly diagonal: Float64Array;
  /** The right side in the new axes: the first k belong to the columns, the squares of the rest are the residual. */
  readonly rotated: Float64Array;
}

/**
 * Householder factorisation of the columns, applied to `y` as well (Golub and Van Loan 2013, 5.2.1 and 5.3.2).
 * Overwrites both. Columns that are combinations of those before them are left out: their diagonal is 0.
 */
export function factorise(columns: readonly Float64Array[], y: Float64Array): Factors {
  const diagonal = new Float64Array(columns.length);
  for (const [j, column] of columns.entries()) {
    const whole = norm(column, 0);
    const left = norm(column, j);
    if (!(left > collinearBelow * whole)) continue;
    // The sign that adds: a difference would cancel.
    const head = column[j]! > 0 ? -left : left;
    diagonal[j] = head;
    column[j]! -= head;
    const half = -head * column[j]!;
    for (let k = j + 1; k < columns.length; k++) reflect(column, half, columns[k]!, j);
    reflect(column, half, y, j);
  }
  return { columns, diagonal, rotated: y };
}

/** Reflects `x` from row `from` on, across the plane that stands on `v`; `half` is half the square of v. */
export function reflect(v: Float64Array, half: number, x: Float64Array, from: number): void {
  let product = 0;
  for (let i = from; i < v.length; i++) product += v[i]! * x[i]!;
  const factor = product / half;
  for (let i = from; i < v.length; i++) x[i]! -= factor * v[i]!;
}

/** Sum of squares of a column from a row on. */
export function squaresFrom(x: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += x[i]! * x[i]!;
  return sum;
}

const norm = (x: Float64Array, from: number): number => Math.sqrt(squaresFrom(x, from));
