import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import {
  addDeviations,
  deviation,
  deviationsAround,
  excessKurtosis,
  momentsFrom,
  momentsOf,
  sampleKurtosis,
  sampleSkewness,
  skewness,
} from "./moments.ts";
import { scratch } from "./scratch.ts";
import { sumOf } from "./sum.ts";

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 200 });

property.prop([values, fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 50 })])(
  "moments do not depend on the centre, nor on how the values are split",
  (xs, centre, part) => {
    const column = Float64Array.from(xs, (x) => x / 100);
    const want = momentsOf(column);
    const sums = deviationsAround(centre / 1000);
    for (let i = 0; i < column.length; i += part) addDeviations(sums, column.subarray(i, i + part));
    const got = momentsFrom(sums);
    expect(got.n).toBe(xs.length);
    for (const name of ["mean", "s2", "s3", "s4"] as const) {
      expect(Math.abs(got[name] - want[name])).toBeLessThan(1e-8 * (1 + Math.abs(want.s4)));
    }
  },
);

test("a constant has no deviation and no shape, however its mean rounds", () => {
  const moments = momentsOf(new Float64Array(20).fill(0.001));
  expect(moments).toMatchObject({ s2: 0, s3: 0, s4: 0 });
  expect(deviation(moments)).toBe(0);
  expect([skewness(moments), excessKurtosis(moments)]).toEqual([Number.NaN, Number.NaN]);
  expect([sampleSkewness(moments), sampleKurtosis(moments)]).toEqual([0, 0]);
});

test("tiny values that vary are not noise, but returns of that size are", () => {
  const tiny = Float64Array.of(1e-20, 3e-20, -1e-20, 2e-20);
  expect(momentsOf(tiny).s2).toBeGreaterThan(0);
  expect(momentsOf(tiny, 1).s2).toBe(0);
});

test("too few values", () => {
  const one = momentsOf(Float64Array.of(5));
  expect([deviation(one), sampleSkewness(one), sampleKurtosis(one)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(momentsOf(new Float64Array(0)).mean).toBeNaN();
  expect(sampleKurtosis(momentsOf(Float64Array.of(1, 2, 4)))).toBeNaN();
});

test("sums over several blocks", () => {
  const column = Float64Array.from({ length: 10_001 }, (_, i) => i % 3);
  expect(sumOf(column)).toBe(10_000);
});

test("scratch memory is kept up to a length, and given anew beyond it", () => {
  const first = scratch(0, 10);
  expect(scratch(0, 20).buffer).toBe(first.buffer);
  expect(scratch(1, 10).buffer).not.toBe(first.buffer);
  expect(scratch(0, 2 ** 21 + 1)).toHaveLength(2 ** 21 + 1);
});
