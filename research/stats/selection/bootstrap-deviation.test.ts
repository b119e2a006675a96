import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { deviation, momentsOf } from "../moments.ts";
import { bootstrapMeans } from "../resample/bootstrap-means.ts";
import { bootstrapDeviation } from "./bootstrap-deviation.ts";

const random = seeded(5);
let x = 0;
const xs = Float64Array.from({ length: 300 }, () => {
  x = 0.6 * x + normal(random);
  return x;
});

test("single rows: the population deviation", () => {
  const { n, s2 } = momentsOf(xs);
  expect(bootstrapDeviation(xs, 1)).toBeCloseTo(Math.sqrt(s2 / n), 12);
});

test("blocks: what many resamples show, but for rows that join the end to the beginning", () => {
  const { resampled } = bootstrapMeans([xs], { block: 8, resamples: 6000, random: seeded(6) });
  const simulated = deviation(momentsOf(resampled)) * Math.sqrt(300);
  expect(bootstrapDeviation(xs, 8) / simulated).toBeCloseTo(1, 1);
});
