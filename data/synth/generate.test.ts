import { describe, expect, test } from "vitest";
import { hashColumns } from "../columns.ts";
import { checkBars } from "../quality/check.ts";
import { generateMarket } from "./generate.ts";
import type { SynthOptions } from "./options.ts";
import { volumeProfile } from "./volume.ts";

const returnsOf = (close: Float64Array) =>
  Array.from(close.subarray(1), (price, i) => Math.log(price / close[i]!));
const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const covariance = (xs: readonly number[], ys: readonly number[]) => {
  const [mx, my] = [mean(xs), mean(ys)];
  return mean(xs.map((x, i) => (x - mx) * (ys[i]! - my)));
};
const correlation = (xs: readonly number[], ys: readonly number[]) =>
  covariance(xs, ys) / Math.sqrt(covariance(xs, xs) * covariance(ys, ys));

describe.each([11, 12, 13])("a market made with seed %i", (seed) => {
  const options: Partial<SynthOptions> = { seed, symbols: ["A", "B"], bars: 60_000, correlation: 0.7 };
  const [a, b] = generateMarket(options);
  const [ra, rb] = [returnsOf(a!.close), returnsOf(b!.close)];

  test("is free of defects", () => {
    expect(checkBars(a!)).toEqual([]);
    expect(checkBars(b!)).toEqual([]);
  });

  test("has fat tails and volatility that clusters, and no memory in its returns", () => {
    const variance = covariance(ra, ra);
    const m = mean(ra);
    const kurtosis = mean(ra.map((x) => (x - m) ** 4)) / variance ** 2;
    const squares = ra.map((x) => Math.min(x * x, 25 * variance));
    const lagged = (xs: readonly number[], k: number) => correlation(xs.slice(0, -k), xs.slice(k));
    console.log(
      `seed ${seed}: kurtosis ${kurtosis.toFixed(1)}, acf of squares ${lagged(squares, 1).toFixed(3)}`,
    );
    expect(kurtosis).toBeGreaterThan(3.5);
    for (const lag of [1, 5, 20]) expect(lagged(squares, lag)).toBeGreaterThan(0.03);
    expect(Math.abs(lagged(ra, 1))).toBeLessThan(0.03);
  });

  test("has the correlation and the volatility that were asked for", () => {
    expect(correlation(ra, rb)).toBeGreaterThan(0.66);
    expect(correlation(ra, rb)).toBeLessThan(0.74);
    const annual = Math.sqrt(covariance(ra, ra) * 365 * 24);
    expect(annual).toBeGreaterThan(0.45);
    expect(annual).toBeLessThan(0.75);
  });

  test("trades more at the busy hours", () => {
    const hourly = (hour: number) => mean([...a!.volume].filter((_, i) => i % 24 === hour));
    expect(hourly(14) / hourly(2)).toBeGreaterThan(1.8);
  });
});

test("equal options give equal bars, another seed others, and more symbols the same first ones", () => {
  const hash = (given: Partial<SynthOptions>) =>
    generateMarket({ bars: 500, ...given }).map((bars) => hashColumns(bars));
  expect(hash({ seed: 5 })).toEqual(hash({ seed: 5 }));
  expect(hash({ seed: 5 })).not.toEqual(hash({ seed: 6 }));
  expect(hash({ symbols: ["A", "B", "C"] }).slice(0, 2)).toEqual(hash({ symbols: ["A", "B"] }));
});

test("the volume profile is 1 on average and known only within the day", () => {
  const hours = Array.from({ length: 24 }, (_, hour) => volumeProfile(hour * 3_600_000, 3_600_000));
  expect(mean(hours)).toBeCloseTo(1, 12);
  expect(volumeProfile(0, 86_400_000)).toBe(1);
});

test("what is out of range is refused by name", () => {
  expect(() => generateMarket({ correlation: 1.5 })).toThrow(
    "--correlation must be a number from 0 to 0.999; was 1.5",
  );
  expect(() => generateMarket({ bars: 1 })).toThrow(
    "--bars must be a whole number from 2 to 50,000,000; was 1",
  );
  expect(() => generateMarket({ symbols: [] })).toThrow("--symbols must be 1 to 1,000 names");
});
