import { refuse } from "../../../engine/core/errors.ts";
import type { Activation } from "../../../engine/model/net-layers.ts";
import type { Samples } from "../trees/boost-options.ts";

/** A hidden layer to be trained: what a layer of a trained net is, without its weights. */
export type LayerPlan =
  | { readonly kind: "dense"; readonly units: number; readonly activation: Activation }
  | {
      readonly kind: "conv1d";
      readonly filters: number;
      readonly width: number;
      readonly activation: Activation;
    }
  | { readonly kind: "gru"; readonly units: number };

/** How {@link trainNet} learns. */
export interface NetOptions {
  /** `logistic` for a target of 0 and 1, `squared` for a mean. */
  readonly loss: "logistic" | "squared";
  /** Layers before the last, which is dense with one output. */
  readonly hidden: readonly LayerPlan[];
  /** Samples of one series that a prediction looks at, the present one included; 1 unless told. */
  readonly window?: number;
  /** Passes over the samples at most; 100 unless told. */
  readonly epochs?: number;
  /** Samples of one step; 256 unless told. */
  readonly batch?: number;
  /** Step of Adam at the start; 0.001 unless told. */
  readonly learningRate?: number;
  /** `cosine` lowers the step to 0 over all epochs, `none` keeps it; `cosine` unless told. */
  readonly decay?: "cosine" | "none";
  /** Part of the outputs of each hidden layer that a step leaves out; 0 unless told. */
  readonly dropout?: number;
  /** Times half the sum of squared weights, biases apart; 0 unless told. */
  readonly l2?: number;
  /** Length of a step's gradient at most; 1 unless told. */
  readonly gradientMax?: number;
  /** Lets both outcomes of a target of 0 and 1 count alike, whatever their number; false unless told. */
  readonly balance?: boolean;
  /** Later samples, apart from the training, that tell when to stop. */
  readonly validation?: Samples;
  /** Epochs without a better validation loss after which to stop; 10 unless told. */
  readonly patience?: number;
  readonly seed?: number;
}

/** Options with their defaults. */
export type Settled = Required<Omit<NetOptions, "validation">>;

/** Options with their defaults. Throws a UserError where one is out of range. */
export function checkNet({ validation: _, ...given }: NetOptions): Settled {
  const options: Settled = {
    window: 1,
    epochs: 100,
    batch: 256,
    learningRate: 0.001,
    decay: "cosine",
    dropout: 0,
    l2: 0,
    gradientMax: 1,
    balance: false,
    patience: 10,
    seed: 0,
    ...given,
  };
  const { learningRate, dropout, l2, gradientMax, hidden } = options;
  for (const name of ["window", "epochs", "batch", "patience"] as const) whole(name, options[name]);
  for (const layer of hidden) {
    for (const [name, value] of Object.entries(layer)) if (typeof value === "number") whole(name, value);
  }
  if (!(learningRate > 0 && learningRate <= 1)) refuse(`learningRate must be in (0, 1]; was ${learningRate}`);
  if (!(dropout >= 0 && dropout < 1)) refuse(`dropout must be in [0, 1); was ${dropout}`);
  if (!(l2 >= 0 && l2 < Number.POSITIVE_INFINITY)) refuse(`l2 must be at least 0; was ${l2}`);
  if (!(gradientMax > 0)) refuse(`gradientMax must be above 0; was ${gradientMax}`);
  return options;
}

function whole(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1))
    refuse(`${name} must be a whole number of at least 1; was ${value}`);
}
