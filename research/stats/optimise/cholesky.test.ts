import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { cholesky, choleskyInverse, choleskySolve } from "./cholesky.ts";

/** X'X of random numbers: positive definite. */
function gram(k: number, seed: number): Float64Array {
  const random = seeded(seed);
  const rows = Array.from({ length: 3 * k }, () => Array.from({ length: k }, () => normal(random)));
  return Float64Array.from({ length: k * k }, (_, at) =>
    rows.reduce((sum, row) => sum + row[Math.floor(at / k)]! * row[at % k]!, 0),
  );
}

test.each([1, 2, 5, 9])("solves and inverts a matrix of %d rows", (k) => {
  const matrix = gram(k, k);
  const lower = new Float64Array(k * k);
  expect(cholesky(matrix, k, lower)).toBe(true);
  const x = Float64Array.from({ length: k }, (_, i) => i + 1);
  const solved = x.slice();
  choleskySolve(lower, k, solved);
  const inverse = choleskyInverse(matrix, k)!;
  for (let i = 0; i < k; i++) {
    const sums = [0, 0];
    for (let j = 0; j < k; j++) {
      sums[0]! += matrix[i * k + j]! * solved[j]!;
      sums[1]! += inverse[i * k + j]! * x[j]!;
    }
    expect(sums[0]).toBeCloseTo(x[i]!, 10);
    expect(sums[1]).toBeCloseTo(solved[i]!, 10);
  }
});

test("a matrix that is not positive definite is refused", () => {
  expect(choleskyInverse(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
  expect(choleskyInverse(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toBeUndefined();
  expect(choleskyInverse(new Float64Array(4), 2)).toBeUndefined();
});
