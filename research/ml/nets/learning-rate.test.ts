import { expect, test } from "vitest";
import { learningRateAt } from "./learning-rate.ts";

test("a cosine falls from the rate to 0, slowly at first and at last", () => {
  const at = (part: number) => learningRateAt(part, { learningRate: 0.1, decay: "cosine" });
  expect([0, 1 / 3, 1 / 2, 2 / 3, 1].map((part) => Number(at(part).toFixed(12)))).toEqual([
    0.1, 0.075, 0.05, 0.025, 0,
  ]);
});

test("without decay it stays", () => {
  expect(learningRateAt(0.9, { learningRate: 0.1, decay: "none" })).toBe(0.1);
});
