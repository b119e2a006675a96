import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { UserError } from "../../engine/core/errors.ts";
import { normal, seeded } from "../../engine/core/random.ts";
import { ols } from "./ols.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

const random = seeded(1);
const noise = (n: number) => Float64Array.from({ length: n }, () => normal(random));
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe("least squares", () => {
  const n = 60;
  const columns = [new Float64Array(n).fill(1), noise(n), noise(n)];
  const y = noise(n);
  const fit = ols("test", y, columns);

  test("of a line through points on it", () => {
    const x = Float64Array.of(0, 1, 2, 3);
    const line = ols("test", Float64Array.of(1, 3, 5, 7), [new Float64Array(4).fill(1), x]);
    expect([...line.coefficients].map((c) => Math.round(c * 1e12) / 1e12)).toEqual([1, 2]);
    expect(line.ssr).toBe(0);
  });

  test("residuals are at right angles to the columns, and what is not explained", () => {
    for (const column of columns) expect(Math.abs(dot(fit.residuals, column))).toBeLessThan(1e-12);
    for (let i = 0; i < n; i++) {
      const explained = columns.reduce((sum, column, j) => sum + column[i]! * fit.coefficients[j]!, 0);
      expect(fit.residuals[i]).toBeCloseTo(y[i]! - explained, 12);
    }
    expect(dot(fit.residuals, fit.residuals)).toBeCloseTo(fit.ssr, 12);
    expect(fit.df).toBe(57);
  });

  test("standard errors are those of the normal equations", () => {
    const x = columns[1]!;
    const simple = ols("test", y, [columns[0]!, x]);
    const mean = x.reduce((sum, value) => sum + value, 0) / n;
    const spread = x.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(simple.errors[1]).toBeCloseTo(Math.sqrt(simple.ssr / (n - 2) / spread), 12);
  });

  test("columns of very different size keep their digits", () => {
    const scaled = ols("test", y, [
      columns[0]!,
      columns[1]!.map((x) => x * 1e9),
      columns[2]!.map((x) => x * 1e-9),
    ]);
    expect(scaled.ssr).toBeCloseTo(fit.ssr, 10);
    expect(scaled.coefficients[1]! * 1e9).toBeCloseTo(fit.coefficients[1]!, 10);
  });

  test("collinear columns and too few rows are refused in the name of who asked", () => {
    const [one, x] = columns as [Float64Array, Float64Array];
    expect(() => ols("adf", y, [one, x, x.map((value) => 2 * value - 3)])).toThrow(
      /^adf: column 3 of the regression/,
    );
    expect(() => ols("adf", y, [one, new Float64Array(n)])).toThrow(UserError);
    expect(() => ols("adf", y.subarray(0, 1), [one, x])).toThrow(/needs as many rows/);
  });

  test("as many columns as rows leave no degrees of freedom", () => {
    const full = ols("test", Float64Array.of(1, 2), [Float64Array.of(1, 1), Float64Array.of(0, 1)]);
    expect([full.df, full.ssr]).toEqual([0, 0]);
    expect(full.errors[0]).toBeNaN();
  });
});

property.prop([fc.integer({ min: 1, max: 8 }), fc.integer()])(
  "eigenvectors of a symmetric matrix",
  (n, seed) => {
    const draw = seeded(seed);
    const a = Array.from({ length: n }, () => new Float64Array(n));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        a[i]![j] = normal(draw);
        a[j]![i] = a[i]![j]!;
      }
    }
    const { values, vectors } = symmetricEigen(a);
    for (let k = 0; k < n; k++) {
      const v = vectors[k]!;
      expect(dot(v, v)).toBeCloseTo(1, 12);
      a.forEach((row, i) => {
        expect(dot(row, v)).toBeCloseTo(values[k]! * v[i]!, 10);
      });
      if (k > 0) expect(values[k]).toBeLessThanOrEqual(values[k - 1]!);
    }
  },
);
