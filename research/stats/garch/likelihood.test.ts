import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { logLikelihoodAt, scoresAt } from "./likelihood.ts";
import { type GarchSpec, garchOrder, garchParameters } from "./model.ts";

const random = seeded(3);
const ys = Float64Array.from({ length: 300 }, () => 0.1 + normal(random) * (1 + random()));
const series = { ys, initial: 1.7 };

const specs = (["garch", "gjr", "egarch"] as const).flatMap((model) =>
  (["normal", "t"] as const).flatMap((distribution) =>
    (["constant", "zero"] as const).map((mean) => ({ model, distribution, mean })),
  ),
);

function parametersOf({ model, distribution, mean }: GarchSpec): Float64Array {
  const nu = distribution === "t" ? 6.3 : Number.POSITIVE_INFINITY;
  const gamma = model === "garch" ? 0 : model === "gjr" ? 0.07 : -0.08;
  return Float64Array.of(mean === "constant" ? 0.08 : 0, 0.11, 0.12, gamma, 0.8, nu);
}

describe.each(specs)("$model $distribution $mean", (spec) => {
  const full = parametersOf(spec);
  const scores = new Float64Array(6 * ys.length);
  const value = scoresAt(spec, series, full, scores);

  test("both ways give one likelihood", () => {
    expect(Math.abs(value - logLikelihoodAt(spec, series, full))).toBeLessThan(1e-9);
  });

  test("scores are the derivatives of the likelihood", () => {
    for (const name of garchParameters(spec)) {
      const place = garchOrder.indexOf(name);
      const h = 1e-6;
      const shifted = (by: number) => logLikelihoodAt(spec, series, full.with(place, full[place]! + by));
      const slope = (shifted(h) - shifted(-h)) / (2 * h);
      let sum = 0;
      for (let t = 0; t < ys.length; t++) sum += scores[6 * t + place]!;
      expect(Math.abs(sum - slope)).toBeLessThan(1e-4 * (1 + Math.abs(slope)));
    }
  });
});

test("a variance that is not positive has no likelihood", () => {
  const spec = { model: "garch", distribution: "normal", mean: "zero" } as const;
  const full = Float64Array.of(0, -1, 0.1, 0, 0.1, Number.POSITIVE_INFINITY);
  expect(logLikelihoodAt(spec, series, full)).toBe(Number.NEGATIVE_INFINITY);
  expect(scoresAt(spec, series, full, new Float64Array(6 * ys.length))).toBe(Number.NEGATIVE_INFINITY);
  const wild = Float64Array.of(0, 100, 0.1, 0, 0.99, Number.POSITIVE_INFINITY);
  const egarch = { ...spec, model: "egarch" } as const;
  expect(logLikelihoodAt(egarch, series, wild)).toBe(Number.NEGATIVE_INFINITY);
  expect(scoresAt(egarch, series, wild, new Float64Array(6 * ys.length))).toBe(Number.NEGATIVE_INFINITY);
});

test("Student's t of many degrees of freedom is nearly normal", () => {
  const spec = { model: "garch", distribution: "t", mean: "constant" } as const;
  const full = (nu: number) => Float64Array.of(0.1, 0.2, 0.1, 0, 0.8, nu);
  const normalValue = logLikelihoodAt(spec, series, full(Number.POSITIVE_INFINITY));
  expect(Math.abs(logLikelihoodAt(spec, series, full(1e7)) - normalValue)).toBeLessThan(1e-3);
});

test("an EGARCH that is not invertible has a likelihood, but none that a search may climb", () => {
  const spec = { model: "egarch", distribution: "normal", mean: "zero" } as const;
  // A change of ln s2 grows by 0.99 + 0.05 |z| a step: slowly, so that a short series does not yet show it.
  const wild = Float64Array.of(0, 0, -0.1, 0, 0.99, Number.POSITIVE_INFINITY);
  const short = { ys: ys.subarray(0, 30), initial: 1.7 };
  expect(logLikelihoodAt(spec, short, wild)).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  expect(scoresAt(spec, short, wild, new Float64Array(180))).toBe(Number.NEGATIVE_INFINITY);
});
