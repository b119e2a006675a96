import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { normalCdf } from "../normal.ts";
import { adjustPValues } from "./corrections.ts";
import { romanoWolf } from "./romano-wolf.ts";

const random = seeded(19);
const noise = (mean: number) => Float64Array.from({ length: 400 }, () => mean + normal(random));
const options = () => ({ block: 1, resamples: 4000, random: seeded(1) });

test("of one model it is the plain p-value", () => {
  const model = noise(0.06);
  const mean = model.reduce((sum, x) => sum + x, 0) / 400;
  expect(romanoWolf([model], options())[0]).toBeCloseTo(normalCdf(-mean * 20), 1);
});

test("of independent models it is near Holm's, of equal ones it corrects nothing", () => {
  const models = [noise(0.15), noise(0.1), noise(0.05)];
  const alone = models.map((model) => romanoWolf([model], options())[0]!);
  const holm = adjustPValues(alone, "holm");
  const joint = romanoWolf(models, options());
  for (let i = 0; i < 3; i++) expect(Math.abs(joint[i]! - holm[i]!)).toBeLessThan(0.05);
  const thrice = romanoWolf([models[0]!, models[0]!, models[0]!], options());
  for (const p of thrice) expect(p).toBeCloseTo(alone[0]!, 2);
});

test("the family-wise error rate is as stated", () => {
  let wrong = 0;
  for (let i = 0; i < 100; i++) {
    const models = Array.from({ length: 10 }, () => noise(0));
    if (romanoWolf(models, { block: 1, resamples: 150, random }).some((p) => p <= 0.1)) wrong++;
  }
  expect(wrong).toBeLessThanOrEqual(20);
});
