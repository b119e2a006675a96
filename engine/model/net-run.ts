import type { Activation, NetLayer, NetShape } from "./net-layers.ts";
import { logistic } from "./trees.ts";

/** Reads inputs at `x[from]` and on and writes outputs to the front of a buffer of its own, which it returns. */
export type LayerRun = (x: Float64Array, from: number) => Float64Array;

/**
 * A layer that is ready to run on inputs of a shape, with its buffers. Sums are of float64 over float32 weights, in the
 * order of the inputs.
 */
export function layerRun(layer: NetLayer, { steps, channels }: NetShape): LayerRun {
  if (layer.kind === "gru") return gruRun(layer, steps, channels);
  const { activation, weights, bias } = layer;
  if (layer.kind === "dense") {
    const out = new Float64Array(layer.units);
    const sums = affine(byUnit(weights, steps * channels, layer.units), Float64Array.from(bias));
    return (x, from) => {
      sums(x, from, out, 0);
      activate(activation, out);
      return out;
    };
  }
  const { filters, width } = layer;
  const outSteps = steps - width + 1;
  const out = new Float64Array(outSteps * filters);
  const sums = affine(byUnit(weights, width * channels, filters), Float64Array.from(bias));
  return (x, from) => {
    for (let t = 0; t < outSteps; t++) sums(x, from + t * channels, out, t * filters);
    activate(activation, out);
    return out;
  };
}

/** Weights with those of a unit in a row, as float64, from columns `first` to `first + units` of so many. */
function byUnit(
  weights: Float32Array,
  inputs: number,
  units: number,
  first = 0,
  columns = units,
): Float64Array {
  const rows = new Float64Array(inputs * units);
  for (let u = 0; u < units; u++) {
    for (let i = 0; i < inputs; i++) rows[u * inputs + i] = weights[i * columns + first + u]!;
  }
  return rows;
}

/** Weighted sums of the inputs at `x[from]` and on, to `out[to]` and on. */
function affine(rows: Float64Array, bias: Float64Array) {
  const units = bias.length;
  const inputs = rows.length / units;
  return (x: Float64Array, from: number, out: Float64Array, to: number): void => {
    let u = 0;
    // Four sums at a time: one alone waits for each of its additions.
    for (; u + 3 < units; u += 4) {
      let [a, b, c, d] = [0, 0, 0, 0];
      let k = u * inputs;
      for (let i = 0; i < inputs; i++, k++) {
        const value = x[from + i]!;
        a += value * rows[k]!;
        b += value * rows[k + inputs]!;
        c += value * rows[k + 2 * inputs]!;
        d += value * rows[k + 3 * inputs]!;
      }
      out[to + u] = a + bias[u]!;
      out[to + u + 1] = b + bias[u + 1]!;
      out[to + u + 2] = c + bias[u + 2]!;
      out[to + u + 3] = d + bias[u + 3]!;
    }
    for (; u < units; u++) {
      let sum = 0;
      for (let i = 0, k = u * inputs; i < inputs; i++, k++) sum += x[from + i]! * rows[k]!;
      out[to + u] = sum + bias[u]!;
    }
  };
}

function activate(activation: Activation, values: Float64Array): void {
  if (activation === "linear") return;
  if (activation === "tanh") {
    for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]!);
  } else {
    // A value that is not known is not above 0 either, and must stay unknown.
    for (let i = 0; i < values.length; i++) if (values[i]! < 0) values[i] = 0;
  }
}

function gruRun(
  { units, weights, recurrent, bias }: Extract<NetLayer, { kind: "gru" }>,
  steps: number,
  channels: number,
): LayerRun {
  const columns = 3 * units;
  const own = affine(byUnit(weights, channels, columns), Float64Array.from(bias));
  const gates = affine(byUnit(recurrent, units, 2 * units, 0, columns), new Float64Array(2 * units));
  const candidate = affine(byUnit(recurrent, units, units, 2 * units, columns), new Float64Array(units));
  const fromInput = new Float64Array(columns);
  const fromState = new Float64Array(2 * units);
  const fromReset = new Float64Array(units);
  const reset = new Float64Array(units);
  const state = new Float64Array(units);
  return (x, from) => {
    state.fill(0);
    for (let t = 0; t < steps; t++) {
      own(x, from + t * channels, fromInput, 0);
      gates(state, 0, fromState, 0);
      for (let u = 0; u < units; u++) {
        reset[u] = logistic(fromInput[units + u]! + fromState[units + u]!) * state[u]!;
      }
      candidate(reset, 0, fromReset, 0);
      for (let u = 0; u < units; u++) {
        const update = logistic(fromInput[u]! + fromState[u]!);
        const wanted = Math.tanh(fromInput[2 * units + u]! + fromReset[u]!);
        state[u] = update * state[u]! + (1 - update) * wanted;
      }
    }
    return state;
  };
}
