import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { blockSampler } from "./block-indices.ts";
import { bootstrapMeans } from "./bootstrap-means.ts";

const random = seeded(7);
const xs = Float64Array.from({ length: 120 }, () => normal(random));

test("rows are drawn together: a column and twice it keep their ratio in every resample", () => {
  const columns = [xs, xs.map((x) => 2 * x)];
  const { means, resampled } = bootstrapMeans(columns, { block: 4, resamples: 50, random: seeded(1) });
  expect(means[1]).toBeCloseTo(2 * means[0]!, 14);
  for (let b = 0; b < 50; b++) expect(resampled[2 * b + 1]).toBeCloseTo(2 * resampled[2 * b]!, 13);
  expect(new Set(resampled).size).toBe(100);
});

test.each([
  { method: "stationary", block: 1 },
  { method: "stationary", block: 12.5 },
  { method: "circular", block: 7 },
  { method: "moving", block: 120 },
] as const)("a resampled mean is the mean of the rows that were drawn: $method, $block", (scheme) => {
  const { resampled } = bootstrapMeans([xs], { ...scheme, resamples: 20, random: seeded(3) });
  const draw = blockSampler(xs.length, scheme, seeded(3));
  const rows = new Int32Array(xs.length);
  for (const mean of resampled) {
    draw(rows);
    expect(mean).toBeCloseTo(rows.reduce((sum, row) => sum + xs[row]!, 0) / xs.length, 14);
  }
});

test("bad input is refused", () => {
  const options = { block: 4, random: seeded(1) };
  expect(() => bootstrapMeans([], options)).toThrow(/at least one column/);
  expect(() => bootstrapMeans([xs, xs.subarray(1)], options)).toThrow("were 120 and 119 values");
  expect(() => bootstrapMeans([xs, xs.with(2, Number.NaN)], options)).toThrow("value 3 of column 2 is NaN");
  expect(() => bootstrapMeans([xs], { ...options, resamples: 0.5 })).toThrow(/resamples/);
});
