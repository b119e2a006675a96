import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { romanoWolf } from "./romano-wolf.ts";
import { superiorModels } from "./superior-models.ts";

const random = seeded(17);
const noise = (mean: number, scale = 1) =>
  Float64Array.from({ length: 300 }, () => mean + scale * normal(random));
const options = () => ({ block: 2, resamples: 1000, random: seeded(1) });

test("the models with skill, and no others", () => {
  const models = [noise(0), noise(0.5), noise(0), noise(0.4), noise(-0.2)];
  expect(superiorModels(models, options())).toEqual([1, 3]);
});

test("a wild model does not hide a calm one: later rounds test what is left", () => {
  const models = [noise(3, 8), noise(0.3, 1)];
  expect(superiorModels(models, { ...options(), studentise: false })).toEqual([0, 1]);
});

test("all, and none", () => {
  expect(superiorModels([noise(1), noise(1)], options())).toEqual([0, 1]);
  expect(superiorModels([noise(-1), noise(-0.1)], options())).toEqual([]);
});

test("it agrees with the adjusted p-values of the stepdown where no model is poor", () => {
  const models = [noise(0.1), noise(0.2), noise(0.15), noise(0.05)];
  const ps = romanoWolf(models, options());
  const rejected = [...ps.keys()].filter((i) => ps[i]! <= 0.05);
  expect(superiorModels(models, options())).toEqual(rejected);
});
