import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { deviation, momentsOf } from "../moments.ts";
import { bootstrap, percentileInterval } from "./bootstrap.ts";

const mean = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const random = seeded(1);
const noise = Float64Array.from({ length: 200 }, () => normal(random));

test("single rows: the deviation of the mean is the textbook's", () => {
  const means = bootstrap(noise, mean, { block: 1, resamples: 4000, random: seeded(2) });
  const { n, s2 } = momentsOf(noise);
  expect(deviation(momentsOf(means)) / (Math.sqrt(s2) / n)).toBeCloseTo(1, 1);
  expect(Math.abs(mean(means) - mean(noise))).toBeLessThan(0.005);
});

test("blocks see that a series remembers, single rows do not", () => {
  let x = 0;
  const slow = noise.map((z) => {
    x = 0.8 * x + z;
    return x;
  });
  const spread = (block: number | "auto") =>
    deviation(momentsOf(bootstrap(slow, mean, { block, resamples: 1000, random: seeded(3) })));
  expect(spread("auto")).toBeGreaterThan(1.5 * spread(1));
});

test("equal seeds give equal values", () => {
  const values = () => bootstrap(noise, mean, { method: "circular", resamples: 20, random: seeded(4) });
  expect(values()).toEqual(values());
});

describe("coverage", () => {
  test("a 90% interval of the mean holds it about nine times in ten", () => {
    let held = 0;
    for (let i = 0; i < 200; i++) {
      const sample = Float64Array.from({ length: 100 }, () => normal(random));
      const means = bootstrap(sample, mean, { block: 1, resamples: 200, random });
      const [low, high] = percentileInterval(means, 0.9);
      if (low <= 0 && high >= 0) held++;
    }
    expect(held / 200).toBeGreaterThan(0.82);
    expect(held / 200).toBeLessThan(0.96);
  });
});

test("unknown values give an unknown interval", () => {
  expect(percentileInterval(Float64Array.of(1, Number.NaN))).toEqual([Number.NaN, Number.NaN]);
  expect(percentileInterval(new Float64Array(0))).toEqual([Number.NaN, Number.NaN]);
});

test("bad input is refused", () => {
  const options = { random: seeded(1), block: 2 };
  expect(() => bootstrap(noise.with(3, Number.NaN), mean, options)).toThrow(/value 4 is NaN/);
  expect(() => bootstrap(new Float64Array(0), mean, options)).toThrow(/at least 1 value/);
  expect(() => bootstrap(noise, mean, { ...options, resamples: 0 })).toThrow(
    "resamples must be at least 1; was 0",
  );
  expect(() => percentileInterval(noise, 1)).toThrow(/level of an interval/);
});
