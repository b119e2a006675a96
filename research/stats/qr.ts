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
  const factor = dotFrom(v, x, from) / half;
  for (let i = from; i < v.length; i++) x[i]! -= factor * v[i]!;
}

/** Sum of products from a row on: four sums side by side, because one would wait for each addition to end. */
function dotFrom(v: Float64Array, x: Float64Array, from: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = v.length - ((v.length - from) % 4);
  for (let i = from; i < whole; i += 4) {
    a += v[i]! * x[i]!;
    b += v[i + 1]! * x[i + 1]!;
    c += v[i + 2]! * x[i + 2]!;
    d += v[i + 3]! * x[i + 3]!;
  }
  for (let i = whole; i < v.length; i++) a += v[i]! * x[i]!;
  return a + b + (c + d);
}

/** Sum of squares of a column from a row on. */
export const squaresFrom = (x: Float64Array, from: number): number => dotFrom(x, x, from);

const norm = (x: Float64Array, from: number): number => Math.sqrt(squaresFrom(x, from));
