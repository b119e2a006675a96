/** What a layer does to each of its sums. */
export type Activation = "linear" | "relu" | "tanh";

/** Every output is the activation of a weighted sum of all inputs, those of every step, oldest first. */
export interface DenseLayer {
  readonly kind: "dense";
  readonly units: number;
  readonly activation: Activation;
  /** Weight of input i in unit u at `i * units + u`. */
  readonly weights: Float32Array;
  /** One a unit. */
  readonly bias: Float32Array;
}

/** The same weighted sums of each `width` successive steps; the result has `width - 1` steps less. */
export interface Conv1dLayer {
  readonly kind: "conv1d";
  readonly filters: number;
  readonly width: number;
  readonly activation: Activation;
  /** Weight of channel c of step k in filter f at `(k * channels + c) * filters + f`. */
  readonly weights: Float32Array;
  /** One a filter. */
  readonly bias: Float32Array;
}

/**
 * The last state of a gated recurrent unit (Cho et al. 2014) that begins at 0 and takes the steps oldest first. The
 * weights of the update gate come first, then those of the reset gate, then those of the candidate, `units` each.
 */
export interface GruLayer {
  readonly kind: "gru";
  readonly units: number;
  /** Weight of channel c in column j at `c * 3 * units + j`. */
  readonly weights: Float32Array;
  /** Weight of state s in column j at `s * 3 * units + j`. */
  readonly recurrent: Float32Array;
  /** One a column. */
  readonly bias: Float32Array;
}

/** A layer of a net, with its weights as they were trained. */
export type NetLayer = DenseLayer | Conv1dLayer | GruLayer;

/** What goes into a layer or comes out of it: so many steps in time of so many channels each, step by step. */
export interface NetShape {
  readonly steps: number;
  readonly channels: number;
}

/** What comes out of a layer. */
export function shapeAfter(layer: NetLayer, { steps }: NetShape): NetShape {
  if (layer.kind === "conv1d") return { steps: steps - layer.width + 1, channels: layer.filters };
  return { steps: 1, channels: layer.units };
}
