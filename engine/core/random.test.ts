import { describe, expect, test } from "vitest";
import { normal, seeded } from "./random.ts";

const draw = (n: number, next: () => number) => Float64Array.from({ length: n }, next);
const mean = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;

describe("seeded", () => {
  test("equal seeds give equal sequences, held here so that no machine or version differs", () => {
    const first = [...draw(3, seeded(42))];
    expect(first).toEqual([...draw(3, seeded(42))]);
    expect(first).toMatchInlineSnapshot(`
      [
        0.9262083172798157,
        0.27686772122979164,
        0.2931233220733702,
      ]
    `);
  });

  test("near seeds, fractions of the seed's range and large seeds give unlike sequences", () => {
    const heads = [0, 1, 2, 3, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((seed) => seeded(seed)());
    expect(new Set(heads).size).toBe(heads.length);
  });

  test("numbers lie in [0, 1) and are uniform: mean, variance, serial correlation, chi-square of 100 bins", () => {
    const n = 200_000;
    const xs = draw(n, seeded(7));
    expect(xs.every((x) => x >= 0 && x < 1)).toBe(true);
    const m = mean(xs);
    // Bounds are five standard errors of each statistic.
    expect(Math.abs(m - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
    const variance = mean(xs.map((x) => (x - m) ** 2));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
    const serial = mean(xs.subarray(1).map((x, i) => (x - m) * (xs[i]! - m))) / variance;
    expect(Math.abs(serial)).toBeLessThan(5 / Math.sqrt(n));
    const bins = new Float64Array(100);
    for (const x of xs) bins[Math.floor(x * 100)]! += 1;
    const chi2 = bins.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0);
    expect(chi2).toBeGreaterThan(99 - 5 * Math.sqrt(198));
    expect(chi2).toBeLessThan(99 + 5 * Math.sqrt(198));
  });
});

describe("normal", () => {
  test("has the moments of a standard normal", () => {
    const n = 200_000;
    const random = seeded(11);
    const xs = draw(n, () => normal(random));
    const m = mean(xs);
    expect(Math.abs(m)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(mean(xs.map((x) => x * x)) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(mean(xs.map((x) => x ** 3)))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(mean(xs.map((x) => x ** 4)) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  test("passes over points outside the circle and its centre", () => {
    const points = [0.999, 0.999, 0.5, 0.5, 0.75, 0.5];
    let at = 0;
    const u = 0.5;
    expect(normal(() => points[at++]!)).toBe(u * Math.sqrt((-2 * Math.log(u * u)) / (u * u)));
    expect(at).toBe(6);
  });
});
