import { expect, test } from "vitest";
import { adamStep, clipGradients, createAdam } from "./adam.ts";

test("each of the first steps against a steady gradient is as long as the rate", () => {
  const weights = [Float32Array.of(1, -1)];
  const adam = createAdam(weights);
  for (let k = 1; k <= 3; k++) {
    adamStep(adam, weights, [Float32Array.of(0.5, -20)], 0.1);
    expect(weights[0]![0]).toBeCloseTo(1 - 0.1 * k, 6);
    expect(weights[0]![1]).toBeCloseTo(-1 + 0.1 * k, 6);
  }
});

test("moments forget at 0.9 and 0.999", () => {
  const weights = [Float32Array.of(0)];
  const adam = createAdam(weights);
  const gradients = [1, -2, 0.5];
  let [first, second, wanted] = [0, 0, 0];
  for (const [k, g] of gradients.entries()) {
    adamStep(adam, weights, [Float32Array.of(g)], 0.01);
    first = 0.9 * first + 0.1 * g;
    second = 0.999 * second + 0.001 * g * g;
    wanted -= (0.01 * first) / (1 - 0.9 ** (k + 1)) / (Math.sqrt(second / (1 - 0.999 ** (k + 1))) + 1e-8);
  }
  expect(weights[0]![0]).toBeCloseTo(wanted, 7);
});

test("gradients are shortened together, and only where they are too long", () => {
  const gradients = [Float32Array.of(3), Float32Array.of(0, 4)];
  clipGradients(gradients, 5);
  expect(gradients).toEqual([Float32Array.of(3), Float32Array.of(0, 4)]);
  clipGradients(gradients, 2.5);
  expect(gradients).toEqual([Float32Array.of(1.5), Float32Array.of(0, 2)]);
});
