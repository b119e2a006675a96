import { describe, expect, test } from "vitest";
import { UserError } from "../../../engine/core/errors.ts";
import { normal, seeded } from "../../../engine/core/random.ts";
import { engleGranger } from "./engle-granger.ts";
import { johansen } from "./johansen.ts";

const n = 500;
function walks(seed: number, count: number): Float64Array[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    let x = 0;
    return Float64Array.from({ length: n }, () => (x += normal(random)));
  });
}
const random = seeded(20);
const noise = () => Float64Array.from({ length: n }, () => normal(random));
const [first, second] = walks(1, 2) as [Float64Array, Float64Array];
const error = noise();
const tied = first.map((x, i) => 3 + 2 * x + error[i]!);

describe("Engle and Granger", () => {
  test("find the relation that ties two series", () => {
    const { p, coefficients, rSquared, residuals } = engleGranger(tied, [first]);
    expect(p).toBeLessThan(0.001);
    expect(coefficients[0]).toBeCloseTo(2, 1);
    expect(rSquared).toBeGreaterThan(0.9);
    expect(residuals.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 8);
  });

  test("find none between walks, with any terms", () => {
    for (const trend of ["n", "c", "ct"] as const) {
      expect(engleGranger(second, [first], { trend }).p).toBeGreaterThan(0.05);
    }
    expect(engleGranger(second, [first], { trend: "n" }).critical[0]).toBeNaN();
  });

  test("lags by rule, within a most, or given", () => {
    expect(engleGranger(tied, [first], { lags: 2 }).lags).toBe(2);
    expect(engleGranger(tied, [first], { lags: "bic", lagsMax: 3 }).lags).toBeLessThanOrEqual(3);
    expect(() => engleGranger(tied, [first], { lags: 400 })).toThrow(UserError);
  });

  test("a copy leaves no residual", () => {
    const copy = first.map((x) => 2 * x + 1);
    expect(engleGranger(copy, [first])).toMatchObject({ statistic: Number.NEGATIVE_INFINITY, p: 0 });
  });

  test("what has no answer is refused", () => {
    expect(() => engleGranger(first, [first.subarray(1)])).toThrow("series must be equally long");
    expect(() => engleGranger(first, [first.with(3, Number.NaN)])).toThrow("value 4 is NaN");
    expect(() => engleGranger(first, [new Float64Array(n).fill(2)])).toThrow(UserError);
    expect(() => engleGranger(first, [])).toThrow("takes 2 to 6 series; was given 1");
    expect(() => engleGranger(first.subarray(0, 3), [second.subarray(0, 3)])).toThrow(UserError);
  });
});

describe("Johansen", () => {
  test("counts relations and gives their weights", () => {
    const { rank, vectors, eigenvalues, trace, maximum } = johansen([tied, first, second]);
    expect(rank).toBe(1);
    expect(vectors[0]![0]).toBe(1);
    expect(vectors[0]![1]).toBeCloseTo(-2, 1);
    expect(vectors[0]![2]).toBeCloseTo(0, 1);
    expect(trace[0]).toBeCloseTo(
      maximum.reduce((sum, value) => sum + value, 0),
      8,
    );
    expect([...eigenvalues]).toEqual([...eigenvalues].sort((a, b) => b - a));
  });

  test("finds none between walks, and as many as there are series in noise", () => {
    expect(johansen(walks(2, 2), { trend: "n" }).rank).toBe(0);
    expect(johansen([noise(), noise()], { trend: "ct" }).rank).toBe(2);
  });

  test("asks the same from any level that the lags reach", () => {
    const [near, far] = [1, 3].map((levelLag) => johansen([tied, first], { lags: 3, levelLag }));
    near!.eigenvalues.forEach((value, i) => {
      expect(far!.eigenvalues[i]).toBeCloseTo(value, 10);
    });
  });

  test("near-collinear series keep their digits", () => {
    const close = first.map((x, i) => x + 1e-6 * error[i]!);
    const plain = johansen([first.map((x, i) => x + error[i]!), first]);
    expect(johansen([close, first]).eigenvalues[0]).toBeCloseTo(plain.eigenvalues[0]!, 4);
  });

  test("what has no answer is refused", () => {
    expect(() => johansen([first, first])).toThrow("column 2 of the regression is a combination");
    expect(() => johansen([first])).toThrow(UserError);
    expect(() => johansen([first.subarray(0, 5), second.subarray(0, 5)])).toThrow("too few");
    expect(() => johansen([first, second], { lags: -1 })).toThrow(UserError);
    expect(() => johansen([first, second], { lags: 1, levelLag: 4 })).toThrow(UserError);
  });
});
