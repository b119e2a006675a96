import { refuse } from "../../../engine/core/errors.ts";
import { type Random, seeded } from "../../../engine/core/random.ts";
import type { NetModel } from "../../../engine/model/net.ts";
import type { NetLayer } from "../../../engine/model/net-layers.ts";
import type { Samples } from "../trees/boost-options.ts";
import { upTo } from "../trees/draw.ts";
import { adamStep, clipGradients, createAdam } from "./adam.ts";
import { blocksOf } from "./forward.ts";
import { lossAndGradients, type Mask, meanLoss, type Training } from "./gradient.ts";
import { initialLayers } from "./initial-layers.ts";
import { learningRateAt } from "./learning-rate.ts";
import { checkNet, type NetOptions, type Settled } from "./net-options.ts";
import { balanced, checkOutcomes, scaled, targetOf } from "./target.ts";
import { tensorflow } from "./tensorflow.ts";
import { type Windows, windowsOf } from "./windows.ts";

/** What training learned. */
export interface TrainedNet {
  readonly model: NetModel;
  /** Mean loss of the samples in each epoch, while weights moved and outputs were left out. */
  readonly trainingLosses: readonly number[];
  /** Mean loss of the validation samples after each epoch; empty without them. */
  readonly losses: readonly number[];
}

/**
 * Trains a neural network on TensorFlow.js: mini-batches, Adam, the log-loss or half the squared error. With a validation
 * set training stops once its loss no longer falls, and the best weights are kept. Features should be of one scale.
 * Equal samples, options and seed give equal nets on one backend; see {@link tensorflow}.
 *
 * Throws a UserError for options out of range, features that are not known, a target that does not suit the loss,
 * windows longer than the samples, and where the loss does not stay finite.
 *
 * @example
 * const samples = { columns: [Float64Array.of(-2, -1, 1, 2)], y: Float64Array.of(0, 0, 1, 1) };
 * const options = { loss: "logistic", hidden: [], epochs: 100, learningRate: 0.1 };
 * (await trainNet(samples, options)).trainingLosses.at(-1) < 0.1 // => true
 */
export async function trainNet(samples: Samples, given: NetOptions): Promise<TrainedNet> {
  const options = checkNet(given);
  const { loss, window, hidden } = options;
  const own = windowsOf("samples", samples, window);
  const target = targetOf(own, loss);
  const weighed = options.balance && loss === "logistic" ? balanced(own) : own;
  const held = given.validation && validationOf(given.validation, own, loss);
  const random = seeded(options.seed);
  const layers = initialLayers(hidden, { steps: window, channels: own.channels }, random);
  layers.at(-1)!.bias[0] = weighed === own ? target.begin : 0;
  const training: Training = { tf: await tensorflow(), layers, loss };
  const found = epochs(training, scaled(weighed, target), held && scaled(held, target), options, random);
  const { shift, scale } = target;
  // Losses are told in the target's own scale.
  const unscaled = (values: readonly number[]) => values.map((value) => value * scale * scale);
  return {
    model: {
      kind: "net",
      link: loss === "logistic" ? "logistic" : "identity",
      channels: own.channels,
      window,
      layers: found.layers,
      shift,
      scale,
    },
    trainingLosses: unscaled(found.trainingLosses),
    losses: unscaled(found.losses),
  };
}

function validationOf(validation: Samples, { channels, steps }: Windows, loss: NetOptions["loss"]): Windows {
  const held = windowsOf("validation", validation, steps);
  if (held.channels !== channels) {
    refuse(`validation must have the ${channels} features of the samples; it has ${held.channels}`);
  }
  if (loss === "logistic") checkOutcomes("validation target", held.y);
  return held;
}

interface Found extends Omit<TrainedNet, "model"> {
  readonly layers: readonly NetLayer[];
}

/** Passes over the samples in ever new order until the epochs are over or the validation no longer gets better. */
function epochs(
  training: Training,
  windows: Windows,
  held: Windows | undefined,
  options: Settled,
  random: Random,
): Found {
  const order = upTo(windows.y.length);
  const pass = passOver(training, windows, options, random);
  const [trainingLosses, losses]: [number[], number[]] = [[], []];
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, layers: training.layers };
  for (let epoch = 1; epoch <= options.epochs && epoch - best.epoch <= options.patience; epoch++) {
    shuffle(order, random);
    trainingLosses.push(pass(order));
    const loss = held ? meanLoss(training, held) : trainingLosses.at(-1)!;
    if (!Number.isFinite(loss)) {
      refuse(`the loss must stay finite; was ${loss} in epoch ${epoch}; lower learningRate`);
    }
    if (held) losses.push(loss);
    if (!held) best = { loss, epoch, layers: training.layers };
    else if (loss < best.loss) best = { loss, epoch, layers: structuredClone(training.layers) };
  }
  return { layers: best.layers, trainingLosses, losses };
}

/** Takes one pass over the samples in an order, a step a batch, and gives their mean loss. */
function passOver(training: Training, windows: Windows, options: Settled, random: Random) {
  const { batch, gradientMax, dropout, l2 } = options;
  const blocks = training.layers.flatMap(blocksOf);
  const weights = blocks.map(({ values }) => values);
  const adam = createAdam(weights);
  const steps = options.epochs * Math.ceil(windows.y.length / batch);
  const mask = dropout > 0 ? maskOf(dropout, random) : undefined;
  return (order: Int32Array): number => {
    let sum = 0;
    for (let from = 0; from < order.length; from += batch) {
      const samples = order.subarray(from, from + batch);
      const { loss, gradients } = lossAndGradients(training, windows, samples, mask);
      sum += loss * samples.length;
      for (const [k, { shape, values }] of blocks.entries()) {
        if (shape.length > 1) decayInto(gradients[k]!, values, l2);
      }
      clipGradients(gradients, gradientMax);
      adamStep(adam, weights, gradients, learningRateAt(adam.steps / steps, options));
    }
    return sum / order.length;
  };
}

/** The gradient of the penalty, added to that of the loss. */
function decayInto(gradient: Float32Array, weights: Float32Array, l2: number): void {
  for (let i = 0; i < gradient.length; i++) gradient[i]! += l2 * weights[i]!;
}

/** What is kept counts for what is left out (Srivastava et al. 2014). */
const maskOf =
  (dropout: number, random: Random): Mask =>
  (count) => {
    const factors = new Float32Array(count);
    for (let i = 0; i < count; i++) factors[i] = random() < dropout ? 0 : 1 / (1 - dropout);
    return factors;
  };

/** Fisher and Yates. */
function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
