import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { meanAbsolute } from "./likelihood-egarch.ts";
import type { GarchSpec } from "./model.ts";
import { varianceForecast } from "./variance-forecast.ts";

const spec = (model: GarchSpec["model"], distribution: GarchSpec["distribution"] = "normal"): GarchSpec => ({
  model,
  distribution,
  mean: "constant",
});
const last = { y: -1.4, variance: 1.3 };

test("GARCH goes to its unconditional variance by its persistence", () => {
  const full = Float64Array.of(0.1, 0.05, 0.1, 0, 0.85, Number.POSITIVE_INFINITY);
  const [first, second, third] = varianceForecast(spec("garch"), full, last, 3);
  expect(first).toBeCloseTo(0.05 + 0.1 * 1.5 ** 2 + 0.85 * 1.3, 14);
  expect(second! - 1).toBeCloseTo(0.95 * (first! - 1), 14);
  expect(third! - 1).toBeCloseTo(0.95 * (second! - 1), 14);
});

test("GJR counts half of its leverage beyond the first step", () => {
  const full = Float64Array.of(0.1, 0.05, 0.1, 0.1, 0.8, Number.POSITIVE_INFINITY);
  const [first, second] = varianceForecast(spec("gjr"), full, last, 2);
  expect(first).toBeCloseTo(0.05 + 0.2 * 1.5 ** 2 + 0.8 * 1.3, 14);
  expect(second).toBeCloseTo(0.05 + 0.95 * first!, 14);
});

test("EGARCH with normal innovations: the mean of many simulated paths", () => {
  const [mu, omega, alpha, gamma, beta] = [0.1, 0.02, 0.3, -0.15, 0.9];
  const full = Float64Array.of(mu, omega, alpha, gamma, beta, Number.POSITIVE_INFINITY);
  const forecast = varianceForecast(spec("egarch"), full, last, 4);
  const random = seeded(4);
  const paths = 100_000;
  const sums = new Float64Array(4);
  for (let i = 0; i < paths; i++) {
    let h = Math.log(forecast[0]!);
    for (let step = 0; step < 4; step++) {
      sums[step]! += Math.exp(h) / paths;
      const z = normal(random);
      h = omega + alpha * (Math.abs(z) - meanAbsolute) + gamma * z + beta * h;
    }
  }
  for (let step = 0; step < 4; step++)
    expect(Math.abs(sums[step]! / forecast[step]! - 1)).toBeLessThan(0.005);
});

test("EGARCH with Student's t has no expectation beyond the first step", () => {
  const full = Float64Array.of(0.1, 0.02, 0.3, -0.15, 0.9, 6);
  const [first, second] = varianceForecast(spec("egarch", "t"), full, last, 2);
  expect(first).toBeGreaterThan(0);
  expect(second).toBeNaN();
});
