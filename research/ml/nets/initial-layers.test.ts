import { expect, test } from "vitest";
import { seeded } from "../../../engine/core/random.ts";
import { initialLayers } from "./initial-layers.ts";
import type { LayerPlan } from "./net-options.ts";

const variance = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;
const first = (plan: LayerPlan, steps: number, channels: number) =>
  initialLayers([plan], { steps, channels }, seeded(3))[0]!;

test.each<readonly [string, LayerPlan, number, number, number]>([
  ["relu, by its inputs", { kind: "dense", units: 100, activation: "relu" }, 1, 50, 2 / 50],
  ["tanh, by inputs and outputs", { kind: "dense", units: 100, activation: "tanh" }, 4, 25, 2 / 200],
  [
    "convolution, by what one sum spans",
    { kind: "conv1d", filters: 100, width: 2, activation: "relu" },
    9,
    25,
    2 / 50,
  ],
  ["gated unit", { kind: "gru", units: 40 }, 9, 60, 2 / 100],
])("the variance of weights is that of a %s", (_, plan, steps, channels, wanted) => {
  const { weights, bias } = first(plan, steps, channels);
  expect(variance(weights) / wanted).toBeCloseTo(1, 1);
  expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(Math.fround(Math.sqrt(3 * wanted)));
  expect(bias.every((value) => value === 0)).toBe(true);
});

test("the recurrent weights of each gate are orthogonal rows of length 1", () => {
  const units = 7;
  const layer = first({ kind: "gru", units }, 4, 3);
  if (layer.kind !== "gru") return expect.unreachable();
  const row = (gate: number, s: number) => {
    const from = s * 3 * units + gate * units;
    return layer.recurrent.subarray(from, from + units);
  };
  for (let gate = 0; gate < 3; gate++) {
    for (let a = 0; a < units; a++) {
      for (let b = 0; b < units; b++) {
        const product = row(gate, a).reduce((sum, value, i) => sum + value * row(gate, b)[i]!, 0);
        expect(product).toBeCloseTo(Number(a === b), 6);
      }
    }
  }
});

test("the last layer begins at 0, and all hangs on the seed", () => {
  const plans: readonly LayerPlan[] = [{ kind: "dense", units: 3, activation: "relu" }];
  const at = (seed: number) => initialLayers(plans, { steps: 2, channels: 2 }, seeded(seed));
  const [hidden, last] = at(1);
  expect(last).toMatchObject({ kind: "dense", units: 1, activation: "linear", weights: new Float32Array(3) });
  expect(at(1)).toEqual([hidden, last]);
  expect(at(2)[0]).not.toEqual(hidden);
});
