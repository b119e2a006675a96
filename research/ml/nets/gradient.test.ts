import * as layersApi from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, test } from "vitest";
import { netOutput } from "../../../engine/model/net.ts";
import type { NetLayer } from "../../../engine/model/net-layers.ts";
import { upTo } from "../trees/draw.ts";
import { blocksOf } from "./forward.ts";
import { lossAndGradients, meanLoss, outputs } from "./gradient.ts";
import { type TensorFlow, tensorflow } from "./tensorflow.ts";
import { normals, plans, randomLayers } from "./testing/random-net.ts";
import { type Windows, windowsOf } from "./windows.ts";

const input = { steps: 12, channels: 5 };
let tf: TensorFlow;
beforeAll(async () => {
  tf = await tensorflow();
});

/** Random windows of a random walk through the features, with a target of 0 and 1. */
function made(count: number): Windows {
  const rows = count + input.steps - 1;
  const columns = Array.from({ length: input.channels }, (_, j) => normals(rows, 100 + j));
  const y = normals(rows, 7).map((value) => Number(value > 0));
  const weights = normals(rows, 8).map(Math.abs);
  return windowsOf("samples", { columns, y, weights }, input.steps);
}

/** Our own prediction of each sample, in float64. */
function predicted(layers: readonly NetLayer[], { rows, ends, steps, channels }: Windows): Float64Array {
  const output = netOutput(layers, { steps, channels });
  const x = Float64Array.from(rows);
  return Float64Array.from(ends, (end) => output(x, (end + 1 - steps) * channels));
}

/** The same net of the layers that TensorFlow.js itself has, with the same weights. */
function reference(layers: readonly NetLayer[]): layersApi.LayersModel {
  const model = layersApi.sequential();
  const { steps, channels } = input;
  for (const [k, layer] of layers.entries()) {
    const first = k === 0 ? { inputShape: [steps, channels] } : {};
    if (layer.kind === "conv1d") {
      const { filters, width, activation } = layer;
      model.add(layersApi.layers.conv1d({ filters, kernelSize: width, activation, ...first }));
    } else if (layer.kind === "gru") {
      const { units } = layer;
      model.add(
        layersApi.layers.gru({
          units,
          recurrentActivation: "sigmoid",
          recurrentInitializer: "zeros",
          ...first,
        }),
      );
    } else {
      if (k === 0 || layers[k - 1]!.kind === "conv1d") model.add(layersApi.layers.flatten(first));
      model.add(layersApi.layers.dense({ units: layer.units, activation: layer.activation }));
    }
  }
  const blocks = layers.flatMap(blocksOf);
  const shapes = model.getWeights().map(({ shape }) => shape);
  model.setWeights(blocks.map(({ values }, k) => tf.tensor(values, shapes[k])));
  return model;
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.each(Object.entries(plans))("%s of random weights", (_, hidden) => {
  const layers = randomLayers(hidden, input, 3);
  const windows = made(1000);

  test("predicts as the layers of TensorFlow.js do, on each of 1,000 samples to 1e-6", () => {
    const ours = predicted(layers, windows);
    const theirs = tf.tidy(() => {
      const { steps, channels, rows, ends } = windows;
      const each = Array.from(ends, (end) => rows.slice((end + 1 - steps) * channels, (end + 1) * channels));
      const x = tf.tensor3d(Float32Array.from(each.flatMap((values) => [...values])), [
        1000,
        steps,
        channels,
      ]);
      return Array.from((reference(layers).predict(x) as ReturnType<typeof tf.tensor>).dataSync());
    });
    expect(Math.max(...ours) - Math.min(...ours)).toBeGreaterThan(0.5);
    expect(farthest(ours, theirs)).toBeLessThan(1e-6);
  });

  test("is trained on the outputs that it predicts", () => {
    expect(
      farthest(predicted(layers, windows), outputs({ tf, layers, loss: "squared" }, windows)),
    ).toBeLessThan(1e-6);
  });

  test.each(["logistic", "squared"] as const)("has the gradients of its %s loss", (loss) => {
    const few = made(40);
    const training = { tf, layers, loss };
    const { gradients, loss: mean } = lossAndGradients(training, few, upTo(40));
    expect(mean).toBeCloseTo(meanLoss(training, few), 5);
    const total = few.weights.reduce((sum, weight) => sum + weight, 0);
    const lossAt = () =>
      predicted(layers, few).reduce((sum, z, i) => {
        const own = loss === "squared" ? (z - few.y[i]!) ** 2 / 2 : Math.log1p(Math.exp(z)) - few.y[i]! * z;
        return sum + (few.weights[i]! * own) / total;
      }, 0);
    for (const [k, { values }] of layers.flatMap(blocksOf).entries()) {
      // Central differences of our own float64 prediction, at every weight of small blocks and at some of large ones.
      for (let i = 0; i < values.length; i += Math.max(1, Math.floor(values.length / 20))) {
        const value = values[i]!;
        values[i] = value + 1e-3;
        const [above, high] = [lossAt(), values[i]!];
        values[i] = value - 1e-3;
        const slope = (above - lossAt()) / (high - values[i]!);
        values[i] = value;
        expect(Math.abs(gradients[k]![i]! - slope)).toBeLessThan(2e-6);
      }
    }
  });
});

test("a mask that leaves nothing out changes nothing, one that leaves all out makes the net a constant", () => {
  const layers = randomLayers(plans.mlp!, input, 3);
  const windows = made(20);
  const training = { tf, layers, loss: "squared" } as const;
  const plain = lossAndGradients(training, windows, upTo(20));
  const ones = lossAndGradients(training, windows, upTo(20), (count) => new Float32Array(count).fill(1));
  expect(ones).toEqual(plain);
  const none = lossAndGradients(training, windows, upTo(20), (count) => new Float32Array(count));
  const constant = layers.at(-1)!.bias[0]!;
  const wanted = windows.y.reduce((sum, y, i) => sum + (windows.weights[i]! * (constant - y) ** 2) / 40, 0);
  expect(none.loss).toBeCloseTo(wanted, 6);
  expect(none.gradients.slice(0, -1).every((block) => block.every((g) => g === 0))).toBe(true);
});
