import { refuse } from "../core/errors.ts";
import { type NetLayer, type NetShape, shapeAfter } from "./net-layers.ts";
import { parseLayers } from "./net-parse.ts";
import { layerRun } from "./net-run.ts";
import type { ModelKind, Predictor } from "./predictor.ts";
import { countOf, numberOf, recordOf, wordOf } from "./read.ts";
import { logistic } from "./trees.ts";

/** A neural network that looks at the present sample, or at the last few. */
export interface NetModel {
  readonly kind: "net";
  /** `identity` gives the score itself, `logistic` the probability 1 / (1 + exp(-score)). */
  readonly link: "identity" | "logistic";
  /** Features of a sample. */
  readonly channels: number;
  /** Samples that a prediction is made of, the present one included. */
  readonly window: number;
  /** The last has one output. */
  readonly layers: readonly NetLayer[];
  /** The score is `shift + scale * output`: it brings what was learned back to the target's own scale. */
  readonly shift: number;
  readonly scale: number;
}

/**
 * The output of a net, before shift, scale and link, for the samples at `x[offset]` and on, oldest first.
 *
 * @example
 * const weights = Float32Array.of(2, 3);
 * const layer = { kind: "dense", units: 1, activation: "linear", weights, bias: Float32Array.of(1) };
 * netOutput([layer], { steps: 1, channels: 2 })(Float64Array.of(10, 100), 0) // => 321
 */
export function netOutput(layers: readonly NetLayer[], input: NetShape): Predictor {
  let shape = input;
  const runs = layers.map((layer) => {
    const run = layerRun(layer, shape);
    shape = shapeAfter(layer, shape);
    return run;
  });
  return (x, offset) => {
    let values = runs[0]!(x, offset);
    for (let k = 1; k < runs.length; k++) values = runs[k]!(values, 0);
    return values[0]!;
  };
}

function predictor({ link, channels, window, layers, shift, scale }: NetModel): Predictor {
  const output = netOutput(layers, { steps: window, channels });
  const past = new Float64Array(window * channels);
  const last = past.length - channels;
  let seen = 0;
  return (x, offset) => {
    past.copyWithin(0, channels);
    for (let j = 0; j < channels; j++) past[last + j] = x[offset + j]!;
    if (seen < window) seen++;
    if (seen < window) return Number.NaN;
    const score = shift + scale * output(past, 0);
    return link === "logistic" ? logistic(score) : score;
  };
}

/** Samples that a net may look at, so that a hostile file cannot exhaust memory. */
const windowMax = 10_000;

function parse(given: unknown, features: number): NetModel {
  const fields = recordOf("model", given);
  const channels = countOf("model.channels", fields.channels);
  if (channels !== features) refuse(`model.channels must be ${features}, the features; was ${channels}`);
  const window = countOf("model.window", fields.window);
  if (window < 1 || window > windowMax) refuse(`model.window must be 1 to ${windowMax}; was ${window}`);
  return {
    kind: "net",
    link: wordOf("model.link", fields.link, ["identity", "logistic"]),
    channels,
    window,
    layers: parseLayers(fields.layers, { steps: window, channels }),
    shift: numberOf("model.shift", fields.shift),
    scale: numberOf("model.scale", fields.scale),
  };
}

/** Neural networks as a kind of model. A feature that is not known makes the windows that hold it unknown. */
export const netKind: ModelKind<NetModel> = { parse, predictor, memory: ({ window }) => window - 1 };
