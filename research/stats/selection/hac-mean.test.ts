import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { automaticLags, hacMean } from "./hac-mean.ts";

const random = seeded(31);

test("without lags it is the plain test, corrected that of Student", () => {
  const xs = Float64Array.of(1, 2, 4, 3, 5);
  expect(hacMean(xs, { lags: 0 }).error).toBeCloseTo(Math.sqrt(2 / 5), 14);
  const { error, t, p } = hacMean(xs, { lags: 0, corrected: true });
  expect(error).toBeCloseTo(Math.sqrt(2.5 / 5), 14);
  expect(t).toBeCloseTo(4.242640687, 9);
  expect(p).toBeCloseTo(0.0132358, 6);
});

test("lags see what a slow series hides: fewer false alarms", () => {
  let [plain, hac] = [0, 0];
  for (let i = 0; i < 300; i++) {
    let x = 0;
    const xs = Float64Array.from({ length: 300 }, () => {
      x = 0.5 * x + normal(random);
      return x;
    });
    if (hacMean(xs, { lags: 0 }).p < 0.05) plain++;
    if (hacMean(xs, { lags: 12 }).p < 0.05) hac++;
  }
  expect(plain / 300).toBeGreaterThan(0.15);
  expect(hac / 300).toBeLessThan(0.13);
});

test("lags by rule", () => {
  expect(automaticLags(100)).toBe(4);
  expect(hacMean(Float64Array.of(1, 2, 4)).lags).toBe(1);
});

test("bad input is refused", () => {
  expect(() => hacMean(Float64Array.of(1))).toThrow(/at least 2 values; was given 1/);
  expect(() => hacMean(Float64Array.of(1, 1, 1))).toThrow(/constant/);
  expect(() => hacMean(Float64Array.of(1, 2), { lags: 2 })).toThrow(
    /lags must be a whole number from 0 to 1/,
  );
});
