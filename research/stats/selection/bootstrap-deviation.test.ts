import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { centred } from "../centred.ts";
import { autocovariance } from "../long-run-variance.ts";
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

test.each([1, 1.5, 8, 90, 300])("the sum over lags, lag by lag, of blocks of %d rows", (block) => {
  const n = xs.length;
  const deviations = centred(xs);
  const stay = 1 - 1 / block;
  let sum = autocovariance(deviations, 0);
  for (let i = 1; i < n; i++) {
    sum += 2 * ((1 - i / n) * stay ** i + (i / n) * stay ** (n - i)) * autocovariance(deviations, i);
  }
  expect(bootstrapDeviation(xs, block)).toBeCloseTo(Math.sqrt(sum), 12);
});
