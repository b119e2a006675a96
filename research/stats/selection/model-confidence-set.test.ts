import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { modelConfidenceSet } from "./model-confidence-set.ts";

const random = seeded(23);
const losses = (mean: number) => Float64Array.from({ length: 300 }, () => mean + normal(random));
const options = () => ({ block: 2, resamples: 500, random: seeded(1) });

test("bad models leave, those that cannot be told apart stay", () => {
  const ps = modelConfidenceSet([losses(0), losses(1), losses(0), losses(0.8)], options());
  expect(Math.max(...ps)).toBe(1);
  expect(ps[1]).toBeLessThan(0.01);
  expect(ps[3]).toBeLessThan(0.01);
  expect(Math.min(ps[0]!, ps[2]!)).toBeGreaterThan(0.01);
});

test("bad input is refused", () => {
  const one = losses(0);
  expect(() => modelConfidenceSet([one], options())).toThrow(/at least two models; there are 1/);
  expect(() => modelConfidenceSet([one, losses(0), one.slice()], options())).toThrow(
    /models 0 and 2 have the same/,
  );
});
