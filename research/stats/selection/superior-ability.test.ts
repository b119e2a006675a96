import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { superiorAbility } from "./superior-ability.ts";

const random = seeded(13);
const noise = (mean: number, scale = 1) =>
  Float64Array.from({ length: 250 }, () => mean + scale * normal(random));
const options = () => ({ block: 3, resamples: 500, random: seeded(1) });

test("skill among noise is seen", () => {
  const models = [noise(0), noise(0.5), noise(0)];
  const { best, p, statistic } = superiorAbility(models, options());
  expect(best).toBe(1);
  expect(statistic).toBeGreaterThan(4);
  expect(p.upper).toBeLessThan(0.01);
  expect(p.lower).toBeLessThanOrEqual(p.consistent);
  expect(p.consistent).toBeLessThanOrEqual(p.upper);
});

test("p is never 0, however great the skill", () => {
  expect(superiorAbility([noise(5)], options()).p.upper).toBe(1 / 501);
});

test("poor models weaken the upper p, not the consistent one", () => {
  const skill = noise(0.13);
  const poor = Array.from({ length: 30 }, () => noise(-2, 3));
  const { p } = superiorAbility([skill, ...poor], options());
  expect(p.upper).toBeGreaterThan(p.consistent + 0.1);
});

test("without an advantage there is nothing to test: p is 1", () => {
  const { statistic, p } = superiorAbility([noise(-1), noise(-2)], options());
  expect(statistic).toBe(0);
  expect(p).toEqual({ lower: 1, consistent: 1, upper: 1 });
});

describe("size", () => {
  test("the best of 20 models without skill is found good about as often as stated", () => {
    let rejected = 0;
    for (let i = 0; i < 100; i++) {
      const models = Array.from({ length: 20 }, () => noise(0));
      if (superiorAbility(models, { block: 1, resamples: 150, random }).p.consistent <= 0.1) rejected++;
    }
    expect(rejected).toBeGreaterThanOrEqual(3);
    expect(rejected).toBeLessThanOrEqual(20);
  });
});

test.each([
  [[], /at least one column/],
  [[noise(0), new Float64Array(250)], /model 1 differs from the benchmark by the constant 0; leave it out/],
  [[noise(0).with(7, Number.NaN)], /value 8 of column 1 is NaN/],
])("bad input is refused", (models, message) => {
  expect(() => superiorAbility(models, options())).toThrow(message);
});
