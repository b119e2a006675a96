import type { Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { Activation, NetLayer } from "../../../engine/model/net-layers.ts";
import type { TensorFlow } from "./tensorflow.ts";

/** The weights of a layer, in the order of its blocks; see {@link blocksOf}. */
export type LayerTensors = readonly Tensor[];

/** The blocks of weights of a layer that training moves, with their shapes. Biases have one dimension. */
export function blocksOf(layer: NetLayer): { readonly values: Float32Array; readonly shape: number[] }[] {
  const columns = layer.bias.length;
  const matrix = (values: Float32Array) => ({ values, shape: [values.length / columns, columns] });
  const bias = { values: layer.bias, shape: [columns] };
  return layer.kind === "gru"
    ? [matrix(layer.weights), matrix(layer.recurrent), bias]
    : [matrix(layer.weights), bias];
}

/**
 * The outputs of a net for windows (samples, steps, channels), one a sample, as operations that have gradients.
 * `mask` gives factors for the outputs of a hidden layer, where some are to be left out.
 */
export function forward(
  tf: TensorFlow,
  layers: readonly NetLayer[],
  weights: readonly LayerTensors[],
  windows: Tensor3D,
  mask?: (shape: readonly number[]) => Tensor,
): Tensor {
  let x: Tensor3D = windows;
  for (const [k, layer] of layers.entries()) {
    x = layerOutput(tf, layer, weights[k]!, x);
    if (mask && k < layers.length - 1) x = tf.mul(x, mask(x.shape));
  }
  return tf.reshape(x, [windows.shape[0]]);
}

function layerOutput(tf: TensorFlow, layer: NetLayer, weights: LayerTensors, x: Tensor3D): Tensor3D {
  const [samples, steps, channels] = x.shape;
  if (layer.kind === "gru") return tf.expandDims(gru(tf, layer.units, weights, x), 1);
  const [kernel, bias] = weights as [Tensor2D, Tensor];
  const sums = (inputs: Tensor): Tensor => {
    const rows = tf.reshape(inputs, [-1, kernel.shape[0]]) as Tensor2D;
    return activated(tf, layer.activation, tf.add(product(tf, rows, kernel), bias));
  };
  if (layer.kind === "dense") return tf.reshape(sums(x), [samples, 1, layer.units]);
  const outSteps = steps - layer.width + 1;
  // The steps that one sum spans, side by side: a convolution is then a product, of which every backend has gradients.
  const spans = Array.from({ length: layer.width }, (_, k) =>
    tf.slice(x, [0, k, 0], [samples, outSteps, channels]),
  );
  return tf.reshape(sums(tf.concat(spans, 2)), [samples, outSteps, layer.filters]);
}

function activated(tf: TensorFlow, activation: Activation, x: Tensor): Tensor {
  if (activation === "linear") return x;
  return activation === "relu" ? tf.relu(x) : tf.tanh(x);
}

/** The last state of a gated recurrent unit. */
function gru(tf: TensorFlow, units: number, weights: LayerTensors, x: Tensor3D): Tensor {
  const [kernel, recurrent, bias] = weights as [Tensor2D, Tensor2D, Tensor];
  const [samples, steps, channels] = x.shape;
  const rows = tf.reshape(tf.transpose(x, [1, 0, 2]), [steps * samples, channels]) as Tensor2D;
  // What the inputs give to each gate at each step, for all steps at once.
  const [update, reset, candidate] = [0, 1, 2].map((gate) => {
    const own = tf.slice(kernel, [0, gate * units], [channels, units]) as Tensor2D;
    const sums = tf.add(product(tf, rows, own), tf.slice(bias, [gate * units], [units]));
    return tf.unstack(tf.reshape(sums, [steps, samples, units]));
  }) as [Tensor[], Tensor[], Tensor[]];
  const [byUpdate, byReset, byCandidate] = [0, 1, 2].map((gate) =>
    tf.slice(recurrent, [0, gate * units], [units, units]),
  ) as [Tensor2D, Tensor2D, Tensor2D];
  let state = tf.zeros([samples, units]) as Tensor2D;
  for (let t = 0; t < steps; t++) {
    const z = tf.sigmoid(tf.add(update[t]!, product(tf, state, byUpdate)));
    const r = tf.sigmoid(tf.add(reset[t]!, product(tf, state, byReset)));
    const wanted = tf.tanh(tf.add(candidate[t]!, product(tf, tf.mul(r, state), byCandidate)));
    state = tf.add(wanted, tf.mul(z, tf.sub(state, wanted)));
  }
  return state;
}

/**
 * A matrix product whose gradients transpose first: the products of the WebAssembly backend that transpose on their
 * way take eight times as long.
 */
function product(tf: TensorFlow, left: Tensor2D, right: Tensor2D): Tensor2D {
  const op = tf.customGrad((...args) => {
    const [a, b, save] = args as unknown as [Tensor2D, Tensor2D, (saved: Tensor[]) => void];
    save([a, b]);
    return {
      value: tf.matMul(a, b),
      gradFunc: (dy, saved) => {
        const [a, b] = saved as [Tensor2D, Tensor2D];
        return [tf.matMul(dy as Tensor2D, tf.transpose(b)), tf.matMul(tf.transpose(a), dy as Tensor2D)];
      },
    };
  });
  return op(left, right) as Tensor2D;
}
