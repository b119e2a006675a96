import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { seeded } from "../../engine/core/random.ts";
import { quantile, quantilesInPlace, select, sortedQuantile } from "./quantile.ts";

const values = fc.array(
  fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 3 })),
  {
    minLength: 1,
    maxLength: 100,
  },
);

property.prop([values, fc.double({ min: 0, max: 1, noNaN: true })])(
  "selection is what sorting gives",
  (xs, p) => {
    const sorted = Float64Array.from(xs).sort();
    const k = Math.floor(p * (xs.length - 1));
    const moved = Float64Array.from(xs);
    expect(select(moved, k)).toBe(sorted[k]! === 0 ? moved[k] : sorted[k]);
    for (let i = 0; i < k; i++) expect(moved[i]).toBeLessThanOrEqual(moved[k]!);
    for (let i = k; i < moved.length; i++) expect(moved[i]).toBeGreaterThanOrEqual(moved[k]!);
  },
);

property.prop([values, fc.double({ min: 0, max: 1, noNaN: true })])(
  "a quantile is that of the sorted column",
  (xs, p) => {
    const column = Float64Array.from(xs);
    const want = sortedQuantile(column.slice().sort(), p);
    expect(quantile(column, p)).toBeCloseTo(want, 12);
    expect(column).toEqual(Float64Array.from(xs));
  },
);

describe("many values", () => {
  const random = seeded(2);
  const column = Float64Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? 0 : random() - 0.5));
  const sorted = column.slice().sort();

  test("several quantiles at once", () => {
    const ps = [0, 0.01, 0.05, 0.5, 0.95, 1];
    expect(quantilesInPlace(column.slice(), ps)).toEqual(ps.map((p) => sortedQuantile(sorted, p)));
  });
});

test("no values, and values that are not known", () => {
  expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
  expect(quantile(Float64Array.of(1, Number.NaN, 2), 0.5)).toBeNaN();
  expect(sortedQuantile(new Float64Array(0), 0.5)).toBeNaN();
});
