import { int, num } from "../../../engine/graph/params.ts";
import type { FitRequest, Fitted, Learner, Task } from "../learner.ts";
import type { LayerPlan } from "./net-options.ts";
import { trainNet } from "./train-net.ts";

const common = {
  learningRate: num(0.001, { from: 0.0001, to: 0.1, log: true }),
  epochs: int(50, { from: 1, to: 1000 }),
  patience: int(8, { from: 1, to: 500 }),
  batch: int(256, { from: 1, to: 8192, log: true }),
  dropout: num(0.1, { from: 0, to: 0.8 }),
  l2: num(0.0001, { from: 0, to: 1 }),
};
const units = (fallback: number) => int(fallback, { from: 1, to: 512, log: true });
const bars = int(16, { from: 2, to: 256 });

const tasks: readonly Task[] = ["binary", "regression"];
const needs = { filled: true, scaled: true };
const lookingBack = { ...needs, history: true };

type Common = Readonly<Record<keyof typeof common, number>>;

async function learnBy(
  { task, samples, validation, params, seed }: FitRequest & { readonly params: Common },
  hidden: readonly LayerPlan[],
  window = 1,
): Promise<Fitted> {
  const { learningRate, epochs, patience, batch, dropout, l2 } = params;
  const { model, losses } = await trainNet(samples, {
    ...{ learningRate, epochs, patience, batch, dropout, l2, hidden, window, seed },
    loss: task === "binary" ? "logistic" : "squared",
    ...(validation && { validation }),
  });
  return { model, losses };
}

const dense = (count: number): LayerPlan => ({
  kind: "dense",
  units: Math.max(1, count),
  activation: "relu",
});

const mlpParams = { layers: int(2, { from: 1, to: 5 }), units: units(64), ...common };
const convParams = {
  window: bars,
  layers: int(1, { from: 1, to: 4 }),
  filters: units(16),
  width: int(3, { from: 1, to: 16 }),
  units: units(16),
  ...common,
};
const gruParams = { window: bars, units: units(16), ...common };

/** Dense layers, each half as wide as the one before. */
export const mlp: Learner<typeof mlpParams> = {
  name: "mlp",
  about: "neural network of dense layers, each half as wide as the one before",
  tasks,
  params: mlpParams,
  needs,
  learn: (request) => {
    const { layers, units } = request.params;
    return learnBy(
      request,
      Array.from({ length: layers }, (_, k) => dense(units >> k)),
    );
  },
};

/** Convolutions over the last bars, then a dense layer. */
export const conv1d: Learner<typeof convParams> = {
  name: "conv1d",
  about: "neural network of convolutions over the last bars, then a dense layer",
  tasks,
  params: convParams,
  needs: lookingBack,
  learn: (request) => {
    const { layers, filters, width, units, window } = request.params;
    const convolution: LayerPlan = { kind: "conv1d", filters, width, activation: "relu" };
    return learnBy(request, [...Array<LayerPlan>(layers).fill(convolution), dense(units)], window);
  },
};

/** A gated recurrent unit over the last bars. */
export const gru: Learner<typeof gruParams> = {
  name: "gru",
  about: "neural network of a gated recurrent unit over the last bars",
  tasks,
  params: gruParams,
  needs: lookingBack,
  learn: (request) => {
    const { units, window } = request.params;
    return learnBy(request, [{ kind: "gru", units }], window);
  },
};
