import { normal, seeded } from "../engine/core/random.ts";
import type { Artefact } from "../engine/model/artefact.ts";
import { predict } from "../engine/model/predict.ts";
import type { Predictor } from "../engine/model/predictor.ts";
import { logistic } from "../engine/model/trees.ts";
import { outputs } from "../research/ml/nets/gradient.ts";
import { initialLayers } from "../research/ml/nets/initial-layers.ts";
import type { LayerPlan } from "../research/ml/nets/net-options.ts";
import { type TensorFlow, tensorflow } from "../research/ml/nets/tensorflow.ts";
import { trainNet } from "../research/ml/nets/train-net.ts";
import { windowsOf } from "../research/ml/nets/windows.ts";
import { measure, type Row } from "./harness.ts";
import { bytesPerCall, latency } from "./latency.ts";

const features = 20;
const window = 32;
const samples = 1_024;

const dense = (units: number): LayerPlan => ({ kind: "dense", units, activation: "relu" });
const mlp: readonly LayerPlan[] = [dense(64), dense(32)];
const convolution: readonly LayerPlan[] = [
  { kind: "conv1d", filters: 16, width: 3, activation: "relu" },
  dense(16),
];
const recurrent: readonly LayerPlan[] = [{ kind: "gru", units: 16 }];

/** An artefact of an untrained net with a scaler: what it predicts takes the time of a trained one. */
function artefactOf(
  hidden: readonly LayerPlan[],
  steps: number,
): Artefact & { readonly model: { kind: "net" } } {
  const random = seeded(5);
  const layers = initialLayers(hidden, { steps, channels: features }, random);
  const last = layers.at(-1)!.weights;
  for (let i = 0; i < last.length; i++) last[i] = normal(random) / Math.sqrt(last.length);
  return {
    features: Array.from({ length: features }, (_, j) => `f${j}`),
    model: { kind: "net", link: "logistic", channels: features, window: steps, layers, shift: 0, scale: 1 },
    missing: "refuse",
    preparation: { shift: new Float64Array(features), scale: new Float64Array(features).fill(1) },
    trainedOn: { fingerprint: "", rows: samples },
    seed: 5,
    code: "bench",
  };
}

/** Standard normal features, row by row. */
function rowsOf(count: number): Float64Array {
  const random = seeded(6);
  return Float64Array.from({ length: count * features }, () => normal(random));
}

const columnsOf = (rows: Float64Array): Float64Array[] =>
  Array.from({ length: features }, (_, j) =>
    Float64Array.from({ length: rows.length / features }, (_, i) => rows[i * features + j]!),
  );

/** One prediction after the other, over the rows again and again. */
function ticker(hidden: readonly LayerPlan[], steps: number): () => number {
  const predictor = predict(artefactOf(hidden, steps));
  const rows = rowsOf(samples);
  let at = 0;
  return () => {
    at = (at + features) % rows.length;
    return predictor(rows, at);
  };
}

/** For a process of its own: what a prediction allocates. */
export const mlpTick = (): (() => number) => ticker(mlp, 1);

/** Throws unless each prediction is that of TensorFlow.js to 1e-6. */
export function verifyNet(tf: TensorFlow, hidden: readonly LayerPlan[], steps: number): void {
  const rows = rowsOf(samples);
  const artefact = artefactOf(hidden, steps);
  const predictor: Predictor = predict(artefact);
  const windows = windowsOf("samples", { columns: columnsOf(rows), y: new Float64Array(samples) }, steps);
  const theirs = outputs({ tf, layers: artefact.model.layers, loss: "logistic" }, windows);
  for (let i = 0; i < samples; i++) {
    const ours = predictor(rows, i * features);
    if (i < steps - 1) continue;
    const wanted = logistic(theirs[i - steps + 1]!);
    if (!(Math.abs(ours - wanted) < 1e-6))
      throw new Error(`sample ${i}: ${ours}, by TensorFlow.js ${wanted}`);
  }
}

/** The time of single predictions by nets of each kind, beside TensorFlow.js, and of a training. */
export async function netsBench(): Promise<Row[]> {
  const tf = await tensorflow();
  return [
    latency({
      name: "MLP 20-64-32-1, one prediction",
      unit: "prediction",
      batch: 1,
      samples: 50_000,
      run: mlpTick(),
      verify: () => verifyNet(tf, mlp, 1),
      targetMs: 10e-3,
      bytes: () => bytesPerCall(import.meta.url, "mlpTick"),
    }),
    await besideTensorFlow(tf),
    await lookingBack(tf, "conv1d, 32 bars of 20, 16 filters", convolution),
    await lookingBack(tf, "GRU, 32 bars of 20, 16 units", recurrent),
    await training(),
  ];
}

const lookingBack = (tf: TensorFlow, name: string, hidden: readonly LayerPlan[]): Promise<Row> =>
  measure({
    name,
    unit: "prediction",
    run: ticker(hidden, window),
    verify: () => verifyNet(tf, hidden, window),
    budgetMs: 500,
  });

function besideTensorFlow(tf: TensorFlow): Promise<Row> {
  const { model } = artefactOf(mlp, 1);
  const one = windowsOf("samples", { columns: columnsOf(rowsOf(1)), y: new Float64Array(1) }, 1);
  return measure({
    name: "MLP 20-64-32-1, beside TensorFlow.js",
    unit: "prediction",
    run: mlpTick(),
    verify: () => verifyNet(tf, mlp, 1),
    reference: {
      name: "TensorFlow.js, one row",
      run: () => outputs({ tf, layers: model.layers, loss: "logistic" }, one),
    },
    budgetMs: 800,
  });
}

/** An epoch over 20,000 samples; the loss must come down from that of a coin. */
function training(): Promise<Row> {
  const count = 20_000;
  const columns = columnsOf(rowsOf(count));
  const y = columns[0]!.map((a, i) => Number(a + columns[1]![i]! > 0));
  const run = () => trainNet({ columns, y }, { loss: "logistic", hidden: mlp, epochs: 1 });
  return measure({
    name: "MLP 20-64-32-1, an epoch of training",
    unit: "sample",
    units: count,
    run,
    verify: async () => {
      const { trainingLosses } = await run();
      if (!(trainingLosses[0]! < 0.65)) throw new Error(`the loss of an epoch is ${trainingLosses[0]}`);
    },
    budgetMs: 2_000,
  });
}
