import { refuse } from "../../engine/core/errors.ts";
import { type Factors, factorise, reflect, squaresFrom } from "./qr.ts";

/** Residuals smaller than this part of what they are the difference of are rounding noise. */
const noise = 1e-13;

/** A fitted linear regression. */
export interface Fit {
  /** Observations. */
  readonly n: number;
  /** Coefficients, in the order of the columns. */
  readonly coefficients: Float64Array;
  /** Standard errors of the coefficients, by the residual variance with n - k degrees of freedom. */
  readonly errors: Float64Array;
  /** Sum of squared residuals: exactly 0 where they are rounding noise. */
  readonly ssr: number;
  /** Residual degrees of freedom, n - k. */
  readonly df: number;
  readonly residuals: Float64Array;
}

/**
 * Ordinary least squares of `y` on columns, by Householder reflections, which lose no digits to the square of the
 * condition number as normal equations do. The columns hold the constant too, if there is to be one.
 * A `UserError` naming `subject` where there are more columns than rows or where columns are collinear.
 *
 * @example
 * ols("line", Float64Array.of(1, 3, 5), [Float64Array.of(1, 1, 1), Float64Array.of(0, 1, 2)]).df // => 1
 */
export function ols(subject: string, y: Float64Array, columns: readonly Float64Array[]): Fit {
  const n = y.length;
  const k = columns.length;
  if (n < k) refuse(`${subject}: a regression on ${k} columns needs as many rows; there are ${n}`);
  const factors = factorise(
    columns.map((column) => column.slice()),
    y.slice(),
  );
  demandRank(subject, factors);
  const coefficients = solve(factors);
  const scale = columns.reduce(
    (sum, column, j) => sum + Math.abs(coefficients[j]!) * Math.sqrt(squaresFrom(column, 0)),
    Math.sqrt(squaresFrom(y, 0)),
  );
  const squares = squaresFrom(factors.rotated, k);
  const ssr = Math.sqrt(squares) <= noise * scale ? 0 : squares;
  const df = n - k;
  return {
    n,
    coefficients,
    errors: errorsOf(factors, df > 0 ? ssr / df : Number.NaN),
    ssr,
    df,
    residuals: residualsOf(factors),
  };
}

/** A `UserError` where a column is a combination of those before it. */
export function demandRank(subject: string, { diagonal }: Factors): void {
  const j = diagonal.indexOf(0);
  if (j >= 0) {
    refuse(
      `${subject}: column ${j + 1} of the regression is a combination of those before it; ` +
        "the series is constant, exactly predictable or given twice",
    );
  }
}

/**
 * Gaussian loglikelihood of a regression at its optimum, the variance being the sum of squares over n.
 *
 * @example
 * gaussianLoglikelihood(100, 100).toFixed(4) // => "-141.8939"
 */
export const gaussianLoglikelihood = (ssr: number, n: number): number =>
  (-n / 2) * (Math.log(2 * Math.PI) + Math.log(ssr / n) + 1);

/** Back substitution: the entries of R above the diagonal stand in the columns. */
function solve({ columns, diagonal, rotated }: Factors): Float64Array {
  const k = columns.length;
  const solution = rotated.slice(0, k);
  for (let j = k - 1; j >= 0; j--) {
    solution[j]! /= diagonal[j]!;
    for (let i = 0; i < j; i++) solution[i]! -= columns[j]![i]! * solution[j]!;
  }
  return solution;
}

/** Roots of the diagonal of variance (R'R)^-1: the row norms of the inverse of R. */
function errorsOf({ columns, diagonal }: Factors, variance: number): Float64Array {
  const k = columns.length;
  const squares = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    const inverse = new Float64Array(k);
    inverse[c] = 1;
    for (let j = c; j >= 0; j--) {
      inverse[j]! /= diagonal[j]!;
      for (let i = 0; i < j; i++) inverse[i]! -= columns[j]![i]! * inverse[j]!;
      squares[j]! += inverse[j]! ** 2;
    }
  }
  return squares.map((square) => Math.sqrt(square * variance));
}

/** The residual part turned back by the same reflections in reverse order. */
function residualsOf({ columns, diagonal, rotated }: Factors): Float64Array {
  const residuals = rotated.slice();
  residuals.fill(0, 0, columns.length);
  for (let j = columns.length - 1; j >= 0; j--) {
    const v = columns[j]!;
    reflect(v, -diagonal[j]! * v[j]!, residuals, j);
  }
  return residuals;
}
