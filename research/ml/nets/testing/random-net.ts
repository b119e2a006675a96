import { normal, seeded } from "../../../../engine/core/random.ts";
import { type NetLayer, type NetShape, shapeAfter } from "../../../../engine/model/net-layers.ts";
import type { LayerPlan } from "../net-options.ts";

const tanh = { activation: "tanh" } as const;

/** Nets of each kind, as hidden layers over windows of 12 steps of 5 channels. */
export const plans: Readonly<Record<string, readonly LayerPlan[]>> = {
  mlp: [
    { kind: "dense", units: 16, ...tanh },
    { kind: "dense", units: 8, ...tanh },
  ],
  conv1d: [
    { kind: "conv1d", filters: 6, width: 3, ...tanh },
    { kind: "conv1d", filters: 4, width: 4, ...tanh },
    { kind: "dense", units: 8, ...tanh },
  ],
  gru: [{ kind: "gru", units: 10 }],
};

/** Layers with random weights and biases of about the size of trained ones, and a dense one with one output. */
export function randomLayers(hidden: readonly LayerPlan[], input: NetShape, seed: number): NetLayer[] {
  const random = seeded(seed);
  let shape = input;
  const draw = (length: number, inputs: number) =>
    Float32Array.from({ length }, () => normal(random) / Math.sqrt(inputs));
  const all: LayerPlan[] = [...hidden, { kind: "dense", units: 1, activation: "linear" }];
  return all.map((plan) => {
    const { steps, channels } = shape;
    const columns = plan.kind === "gru" ? 3 * plan.units : plan.kind === "dense" ? plan.units : plan.filters;
    const inputs = plan.kind === "gru" ? channels : (plan.kind === "dense" ? steps : plan.width) * channels;
    const own = { weights: draw(inputs * columns, inputs), bias: draw(columns, 4) };
    const layer: NetLayer =
      plan.kind === "gru"
        ? { ...plan, ...own, recurrent: draw(plan.units * columns, plan.units) }
        : { ...plan, ...own };
    shape = shapeAfter(layer, shape);
    return layer;
  });
}

/** Standard normal numbers. */
export function normals(length: number, seed: number): Float64Array {
  const random = seeded(seed);
  return Float64Array.from({ length }, () => normal(random));
}
