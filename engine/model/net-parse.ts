import { refuse } from "../core/errors.ts";
import { type NetLayer, type NetShape, shapeAfter } from "./net-layers.ts";
import { countOf, recordOf, wordOf } from "./read.ts";

const limits = { layersMax: 100, unitsMax: 100_000, outputsMax: 1_000_000 };
const activations = ["linear", "relu", "tanh"] as const;

/** The layers of a net out of an untrusted list, for inputs of a shape. Throws a UserError where they are not sound. */
export function parseLayers(given: unknown, input: NetShape): readonly NetLayer[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > limits.layersMax) {
    refuse(`model.layers must be a list of 1 to ${limits.layersMax} layers`);
  }
  let shape = input;
  const layers = given.map((entry, k) => {
    const name = `model.layers[${k}]`;
    const layer = layerOf(name, entry, shape);
    shape = shapeAfter(layer, shape);
    const outputs = shape.steps * shape.channels;
    if (outputs > limits.outputsMax)
      refuse(`${name} must have ${limits.outputsMax} outputs at most; was ${outputs}`);
    return layer;
  });
  const outputs = shape.steps * shape.channels;
  if (outputs !== 1) refuse(`the last of model.layers must have 1 output; it has ${outputs}`);
  return layers;
}

function layerOf(name: string, given: unknown, { steps, channels }: NetShape): NetLayer {
  const fields = recordOf(name, given);
  const kind = wordOf(`${name}.kind`, fields.kind, ["dense", "conv1d", "gru"]);
  const block = (field: string, length: number) => weightsOf(`${name}.${field}`, fields[field], length);
  if (kind === "gru") {
    const units = sizeOf(`${name}.units`, fields.units);
    return {
      kind,
      units,
      weights: block("weights", channels * 3 * units),
      recurrent: block("recurrent", units * 3 * units),
      bias: block("bias", 3 * units),
    };
  }
  const activation = wordOf(`${name}.activation`, fields.activation, activations);
  if (kind === "dense") {
    const units = sizeOf(`${name}.units`, fields.units);
    const weights = block("weights", steps * channels * units);
    return { kind, units, activation, weights, bias: block("bias", units) };
  }
  const filters = sizeOf(`${name}.filters`, fields.filters);
  const width = sizeOf(`${name}.width`, fields.width);
  if (width > steps) refuse(`${name}.width must be at most ${steps}, the steps that there are; was ${width}`);
  const weights = block("weights", width * channels * filters);
  return { kind, filters, width, activation, weights, bias: block("bias", filters) };
}

function sizeOf(name: string, given: unknown): number {
  const size = countOf(name, given);
  if (size < 1 || size > limits.unitsMax) refuse(`${name} must be 1 to ${limits.unitsMax}; was ${size}`);
  return size;
}

function weightsOf(name: string, given: unknown, length: number): Float32Array {
  if (!(given instanceof Float32Array)) refuse(`${name} must be a block of float32 values`);
  if (given.length !== length) refuse(`${name} must hold ${length} values; it holds ${given.length}`);
  if (!given.every(Number.isFinite)) refuse(`${name} must hold finite numbers only`);
  return given;
}
