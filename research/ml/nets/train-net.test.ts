import { beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../../../engine/core/random.ts";
import { predictorOf } from "../../../engine/model/kinds.ts";
import type { NetModel } from "../../../engine/model/net.ts";
import { logistic } from "../../../engine/model/trees.ts";
import type { Samples } from "../trees/boost-options.ts";
import { meanLoss, outputs } from "./gradient.ts";
import type { LayerPlan, NetOptions } from "./net-options.ts";
import { type TensorFlow, tensorflow } from "./tensorflow.ts";
import { normals } from "./testing/random-net.ts";
import { trainNet } from "./train-net.ts";
import { windowsOf } from "./windows.ts";

let tf: TensorFlow;
beforeAll(async () => {
  tf = await tensorflow();
});

const dense = (units: number): LayerPlan => ({ kind: "dense", units, activation: "relu" });
const quick = {
  loss: "logistic",
  hidden: [dense(16), dense(8)],
  batch: 128,
  learningRate: 0.01,
  epochs: 20,
} as const;

const columnsOf = (count: number, rows: number, seed: number) =>
  Array.from({ length: count }, (_, j) => normals(rows, seed * 100 + j));

/** 1 where two features have one sign, with a tenth of the outcomes turned: no single feature tells anything. */
function signs(rows: number, seed: number): Samples {
  const random = seeded(seed);
  const columns = columnsOf(3, rows, seed);
  const y = columns[0]!.map((a, i) => Number(a * columns[1]![i]! > 0 !== random() < 0.1));
  return { columns, y };
}

function predictions(model: NetModel, { columns, y }: Samples): Float64Array {
  const predictor = predictorOf(model);
  return y.map((_, i) =>
    predictor(
      Float64Array.from(columns, (column) => column[i]!),
      0,
    ),
  );
}

/** Share of outcomes of which the more likely one was told. */
function accuracy(model: NetModel, samples: Samples): number {
  const found = predictions(model, samples);
  const known = [...samples.y.keys()].filter((i) => !Number.isNaN(found[i]!));
  return known.filter((i) => found[i]! > 0.5 === (samples.y[i] === 1)).length / known.length;
}

describe("learning", () => {
  test("finds a known rule: 86% of fresh outcomes, of 90% that can be told and 50% by chance", async () => {
    const options = { ...quick, batch: 256, learningRate: 0.03, epochs: 15 };
    const { model } = await trainNet(signs(3000, 1), options);
    expect(accuracy(model, signs(4000, 2))).toBeGreaterThan(0.86);
  });

  test("with shuffled labels scores at chance on fresh ones, and stops early", async () => {
    const [train, held] = [signs(2000, 1), signs(1000, 2)];
    const random = seeded(5);
    const shuffled = ({ columns, y }: Samples): Samples => ({
      columns,
      y: y.map(() => Number(random() < 0.5)),
    });
    const options = { ...quick, patience: 3, validation: shuffled(held) };
    const { model, losses } = await trainNet(shuffled(train), options);
    expect(losses.length).toBeLessThan(quick.epochs);
    // Three standard deviations of 4000 throws of a coin.
    expect(Math.abs(accuracy(model, shuffled(signs(4000, 3))) - 0.5)).toBeLessThan(0.024);
    expect(Math.min(...losses)).toBeGreaterThan(Math.LN2 - 0.005);
  });

  test("of a mean explains 95% of the variance of a curve, in the scale of the target", async () => {
    const made = (seed: number): Samples => {
      const columns = columnsOf(2, 3000, seed);
      const noise = normals(3000, seed + 7);
      const y = columns[0]!.map(
        (a, i) => 1e4 + 500 * (Math.sin(2 * a) + columns[1]![i]! ** 2 + 0.1 * noise[i]!),
      );
      return { columns, y };
    };
    const fresh = made(2);
    const { model, losses } = await trainNet(made(1), { ...quick, loss: "squared", validation: fresh });
    const errors = predictions(model, fresh).map((value, i) => (value - fresh.y[i]!) ** 2);
    const mean = fresh.y.reduce((sum, y) => sum + y, 0) / 3000;
    const total = fresh.y.reduce((sum, y) => sum + (y - mean) ** 2, 0);
    const left = errors.reduce((sum, error) => sum + error, 0);
    expect(left / total).toBeLessThan(0.05);
    expect(Math.min(...losses) / (left / 3000 / 2)).toBeCloseTo(1, 4);
  });

  test.each<readonly [string, readonly LayerPlan[]]>([
    ["conv1d", [{ kind: "conv1d", filters: 4, width: 2, activation: "relu" }, dense(8)]],
    ["gru", [{ kind: "gru", units: 8 }]],
  ])("by a %s finds what hangs on bars that are past, which no single bar tells", async (_, hidden) => {
    const made = (seed: number): Samples => {
      const columns = columnsOf(2, 2000, seed);
      const y = columns[0]!.map((_, i) => Number(columns[0]![i - 3]! + columns[1]![i - 1]! > 0));
      return { columns, y };
    };
    const options = { ...quick, epochs: 15, batch: 250, learningRate: 0.1, hidden, window: 5 };
    const { model } = await trainNet(made(1), options);
    expect(accuracy(model, made(2))).toBeGreaterThan(0.93);
    // Three standard deviations of 2000 throws of a coin.
    const blind = await trainNet(made(1), { ...quick, epochs: 2 });
    expect(Math.abs(accuracy(blind.model, made(2)) - 0.5)).toBeLessThan(0.034);
  });
});

describe("what is trained", () => {
  const small = { ...quick, epochs: 3, dropout: 0.2, l2: 0.01, seed: 7 } satisfies NetOptions;

  test("is equal for equal seeds, and another for another", async () => {
    const [once, again, other] = [
      await trainNet(signs(600, 1), small),
      await trainNet(signs(600, 1), small),
      await trainNet(signs(600, 1), { ...small, seed: 8 }),
    ];
    expect(again).toEqual(once);
    expect(other.model.layers).not.toEqual(once.model.layers);
  });

  test.each<readonly [string, readonly LayerPlan[]]>([
    ["dense net", [dense(16), dense(8)]],
    ["convolution", [{ kind: "conv1d", filters: 8, width: 3, activation: "relu" }, dense(8)]],
    ["gated unit", [{ kind: "gru", units: 8 }]],
  ])("as a %s predicts what TensorFlow.js does, to 1e-6 on every sample", async (_, hidden) => {
    const [train, fresh] = [signs(1000, 1), signs(1000, 2)];
    const window = hidden[0]!.kind === "dense" ? 1 : 6;
    const { model } = await trainNet(train, { ...small, hidden, window });
    const theirs = outputs(
      { tf, layers: model.layers, loss: "logistic" },
      windowsOf("samples", fresh, window),
    );
    const ours = predictions(model, fresh);
    expect([...ours.keys()].filter((i) => Number.isNaN(ours[i]!))).toEqual([...Array(window - 1).keys()]);
    for (const [i, z] of theirs.entries()) {
      expect(Math.abs(ours[i + window - 1]! - logistic(z))).toBeLessThan(1e-6);
    }
  });

  test("is the best by the validation, which a falling rate follows no longer than patience", async () => {
    const held = signs(300, 2);
    const { model, losses, trainingLosses } = await trainNet(signs(300, 1), {
      ...quick,
      batch: 32,
      epochs: 60,
      patience: 4,
      validation: held,
    });
    const best = losses.indexOf(Math.min(...losses));
    expect(losses.length).toBeLessThan(60);
    expect(losses.length - 1 - best).toBe(4);
    expect(trainingLosses.length).toBe(losses.length);
    const kept = { tf, layers: model.layers, loss: "logistic" } as const;
    expect(meanLoss(kept, windowsOf("validation", held, 1))).toBe(losses[best]);
  });

  test("moves less and less where its rate falls", async () => {
    const at = async (options: Partial<NetOptions>) =>
      (await trainNet(signs(600, 1), { ...quick, batch: 32, ...options })).model.layers[0]!.weights;
    const apart = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]!));
    // Of one start and one order of samples, an epoch at a falling rate ends nearer to the start.
    const [first, steady] = [
      await at({ epochs: 1, decay: "none", seed: 2 }),
      await at({ epochs: 1, seed: 2 }),
    ];
    const start = await at({ epochs: 1, learningRate: 1e-9, seed: 2 });
    expect(apart(steady, start)).toBeLessThan(apart(first, start));
  });

  test("learns nothing from samples of weight 0, and twice from those of weight 2", async () => {
    const given = signs(400, 1);
    const weights = given.y.map((_, i) => (i < 100 ? 0 : 1));
    const rest: Samples = {
      columns: given.columns.map((column) => column.slice(100)),
      y: given.y.slice(100),
    };
    const without = await trainNet(rest, small);
    expect(await trainNet({ ...given, weights }, small)).toEqual(without);
    // One leaf of 0 and 1 alike but for the weights: the chance is their share.
    const coin: Samples = {
      columns: [new Float64Array(400)],
      y: given.y.map((_, i) => i % 2),
      weights: given.y.map((_, i) => (i % 2 ? 3 : 1)),
    };
    const flat = { ...quick, epochs: 1 };
    const { model } = await trainNet(coin, flat);
    expect(predictorOf(model)(Float64Array.of(0), 0)).toBeCloseTo(0.75, 2);
    const alike = await trainNet(coin, { ...flat, balance: true });
    expect(predictorOf(alike.model)(Float64Array.of(0), 0)).toBeCloseTo(0.5, 2);
  });

  test("leaves no tensor behind, over 50 trainings", async () => {
    const given = signs(64, 1);
    const train = () => trainNet(given, { ...small, hidden: [dense(4)], epochs: 2 });
    await train();
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    for (let k = 0; k < 50; k++) await train();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers, numBytes });
  });
});

describe("refusals", () => {
  const given = signs(50, 1);
  const column = (value: number) => given.y.map((y, i) => (i === 3 ? value : y));
  test.each<readonly [string, Samples, Partial<NetOptions>]>([
    ["epochs must be a whole number of at least 1; was 0", given, { epochs: 0 }],
    ["units must be a whole number of at least 1; was 0.5", given, { hidden: [dense(0.5)] }],
    ["learningRate must be in (0, 1]; was 2", given, { learningRate: 2 }],
    ["dropout must be in [0, 1); was 1", given, { dropout: 1 }],
    ["l2 must be at least 0; was -1", given, { l2: -1 }],
    ["gradientMax must be above 0; was 0", given, { gradientMax: 0 }],
    ["target must be 0 or 1; was 0.5", { ...given, y: column(0.5) }, {}],
    [
      "target must hold both 0 and 1, of some weight; it holds 1 alone",
      { ...given, y: given.y.map(() => 1) },
      {},
    ],
    ["target of samples must be known and finite", { ...given, y: column(Number.NaN) }, { loss: "squared" }],
    [
      "feature 1 of samples must be known and finite",
      { ...given, columns: [given.y, column(Number.NaN)] },
      {},
    ],
    ["feature 0 of samples must have 50 rows; it has 2", { ...given, columns: [new Float64Array(2)] }, {}],
    ["samples must have a feature and a sample at least", { ...given, columns: [] }, {}],
    ["weights of samples must be 50 finite numbers of at least 0", { ...given, weights: column(-1) }, {}],
    ["samples must hold a sample of some weight with 50 bars before it", given, { window: 51 }],
    ["samples must hold a sample of some weight", { ...given, weights: new Float64Array(50) }, {}],
    ["validation must have the 3 features", given, { validation: { ...given, columns: [given.y] } }],
    ["validation target must be 0 or 1; was 2", given, { validation: { ...given, y: column(2) } }],
    [
      "width must be at most 4, the steps that are left of the window; was 5",
      given,
      { window: 4, hidden: [{ kind: "conv1d", filters: 2, width: 5, activation: "relu" }] },
    ],
    [
      "the history of samples must have the 3 features",
      { ...given, history: { series: [[given.y]], symbol: new Int32Array(50), row: new Int32Array(50) } },
      {},
    ],
    [
      "the loss must stay finite; was Infinity in epoch",
      { ...given, columns: given.columns.map((each) => each.map((x) => x * 1e30)) },
      { loss: "squared" },
    ],
  ])("%s", async (message, samples, options) => {
    await expect(trainNet(samples, { ...quick, ...options })).rejects.toThrow(message);
  });
});
