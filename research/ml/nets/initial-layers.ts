import { refuse } from "../../../engine/core/errors.ts";
import { normal, type Random } from "../../../engine/core/random.ts";
import { type NetLayer, type NetShape, shapeAfter } from "../../../engine/model/net-layers.ts";
import type { LayerPlan } from "./net-options.ts";

/**
 * Layers with the weights that training begins from, for inputs of a shape: the planned ones and a dense one with one
 * output and a weight of 0 for each input, so that the first prediction is that of no feature at all.
 * Throws a UserError where a layer takes more steps than there are.
 */
export function initialLayers(plans: readonly LayerPlan[], input: NetShape, random: Random): NetLayer[] {
  let shape = input;
  const layers = plans.map((plan) => {
    const layer = initialLayer(plan, shape, random);
    shape = shapeAfter(layer, shape);
    return layer;
  });
  const weights = new Float32Array(shape.steps * shape.channels);
  return [...layers, { kind: "dense", units: 1, activation: "linear", weights, bias: new Float32Array(1) }];
}

function initialLayer(plan: LayerPlan, { steps, channels }: NetShape, random: Random): NetLayer {
  if (plan.kind === "gru") {
    const { units } = plan;
    return {
      ...plan,
      weights: spread(channels * 3 * units, channels + units, random),
      recurrent: orthogonal(units, random),
      bias: new Float32Array(3 * units),
    };
  }
  const inputs = plan.kind === "dense" ? steps * channels : plan.width * channels;
  if (plan.kind === "conv1d" && plan.width > steps) {
    refuse(`width must be at most ${steps}, the steps that are left of the window; was ${plan.width}`);
  }
  const outputs = plan.kind === "dense" ? plan.units : plan.filters;
  // He et al. (2015) for what is cut off below 0, Glorot and Bengio (2010) for the rest.
  const degree = plan.activation === "relu" ? inputs : inputs + outputs;
  return { ...plan, weights: spread(inputs * outputs, degree, random), bias: new Float32Array(outputs) };
}

/** Uniform numbers of variance 2 / degree. */
function spread(length: number, degree: number, random: Random): Float32Array {
  const limit = Math.sqrt(6 / degree);
  return Float32Array.from({ length }, () => (2 * random() - 1) * limit);
}

/** Three orthogonal matrices side by side, so that a state neither dies away nor grows (Saxe et al. 2014). */
function orthogonal(units: number, random: Random): Float32Array {
  const out = new Float32Array(units * 3 * units);
  for (let gate = 0; gate < 3; gate++) {
    const rows: Float64Array[] = [];
    while (rows.length < units) {
      const row = Float64Array.from({ length: units }, () => normal(random));
      // Twice, because one pass leaves a rest of rounding where rows were nearly parallel.
      for (const other of [...rows, ...rows]) subtractAlong(row, other);
      const length = Math.hypot(...row);
      if (length > 1e-6) rows.push(row.map((value) => value / length));
    }
    for (const [s, row] of rows.entries()) out.set(row, s * 3 * units + gate * units);
  }
  return out;
}

function subtractAlong(row: Float64Array, unit: Float64Array): void {
  const along = row.reduce((sum, value, i) => sum + value * unit[i]!, 0);
  for (let i = 0; i < row.length; i++) row[i]! -= along * unit[i]!;
}
