import type { Tensor, Tensor1D, Tensor3D } from "@tensorflow/tfjs-core";
import type { NetLayer } from "../../../engine/model/net-layers.ts";
import { blocksOf, forward, type LayerTensors } from "./forward.ts";
import type { NetOptions } from "./net-options.ts";
import { weightedMean } from "./target.ts";
import type { TensorFlow } from "./tensorflow.ts";
import { copyWindows, type Windows } from "./windows.ts";

/** A net in training: its layers, whose weights change in place, and what they are to make small. */
export interface Training {
  readonly tf: TensorFlow;
  readonly layers: readonly NetLayer[];
  readonly loss: NetOptions["loss"];
}

/** Factors for the outputs of a hidden layer, as many as asked for. */
export type Mask = (count: number) => Float32Array;

/** The weighted mean loss of some samples and its gradients, one for each block of weights, in the order of the layers. */
export function lossAndGradients(
  training: Training,
  windows: Windows,
  samples: Int32Array,
  mask?: Mask,
): { readonly loss: number; readonly gradients: readonly Float32Array[] } {
  const { tf, layers, loss } = training;
  // Read within the scope and never returned through it: it searches what it returns for tensors, number by number.
  return inScope(tf, () => {
    const x = batchOf(tf, windows, samples);
    const [y, weights] = [picked(tf, windows.y, samples), picked(tf, windows.weights, samples)];
    const drop = mask && ((shape: readonly number[]) => tf.tensor(mask(sizeOf(shape)), [...shape]));
    const mean = (...blocks: Tensor[]) => {
      const z = forward(tf, layers, byLayer(layers, blocks), x, drop) as Tensor1D;
      return tf.div(tf.sum(tf.mul(weights, losses(tf, loss, z, y))), samples.length);
    };
    const { value, grads } = tf.valueAndGrads(mean as Parameters<typeof tf.valueAndGrads>[0])(
      tensors(training),
    );
    return {
      loss: value.dataSync()[0]!,
      gradients: grads.map((gradient) => gradient.dataSync() as Float32Array),
    };
  });
}

/** Runs with tensors that are given back when it ends, and returns numbers. */
function inScope<T>(tf: TensorFlow, run: () => T): T {
  let found: T | undefined;
  tf.tidy(() => {
    found = run();
  });
  return found as T;
}

function picked(tf: TensorFlow, values: Float64Array, samples: Int32Array): Tensor1D {
  const out = new Float32Array(samples.length);
  for (let k = 0; k < out.length; k++) out[k] = values[samples[k]!]!;
  return tf.tensor1d(out);
}

/** The loss of each sample, in operations that neither overflow nor lose digits. */
function losses(tf: TensorFlow, loss: NetOptions["loss"], z: Tensor1D, y: Tensor1D): Tensor {
  if (loss === "squared") return tf.mul(tf.square(tf.sub(z, y)), 0.5);
  return tf.sub(tf.add(tf.relu(z), tf.log1p(tf.exp(tf.neg(tf.abs(z))))), tf.mul(y, z));
}

/** Samples that are predicted together. */
const togetherMax = 4096;

/** The outputs of the net by TensorFlow.js, one a sample; before shift, scale and link. */
export function outputs({ tf, layers, loss }: Training, windows: Windows): Float64Array {
  const out = new Float64Array(windows.y.length);
  for (let from = 0; from < out.length; from += togetherMax) {
    const samples = Int32Array.from({ length: Math.min(togetherMax, out.length - from) }, (_, k) => from + k);
    const found = inScope(tf, () => {
      const blocks = tensors({ tf, layers, loss });
      return forward(tf, layers, byLayer(layers, blocks), batchOf(tf, windows, samples)).dataSync();
    });
    out.set(found, from);
  }
  return out;
}

/** The weighted mean loss of samples, as the net stands. */
export function meanLoss(training: Training, windows: Windows): number {
  const found = outputs(training, windows).map((z, i) => {
    const y = windows.y[i]!;
    if (training.loss === "squared") return (z - y) ** 2 / 2;
    return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y * z;
  });
  return weightedMean(found, windows.weights);
}

const tensors = ({ tf, layers }: Training): Tensor[] =>
  layers.flatMap((layer) => blocksOf(layer).map(({ values, shape }) => tf.tensor(values, shape)));

function byLayer(layers: readonly NetLayer[], blocks: readonly Tensor[]): LayerTensors[] {
  let at = 0;
  return layers.map((layer) => {
    const from = at;
    at += blocksOf(layer).length;
    return blocks.slice(from, at);
  });
}

function batchOf(tf: TensorFlow, windows: Windows, samples: Int32Array): Tensor3D {
  const { steps, channels } = windows;
  const values = new Float32Array(samples.length * steps * channels);
  copyWindows(windows, samples, values);
  return tf.tensor3d(values, [samples.length, steps, channels]);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
