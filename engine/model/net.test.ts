import { describe, expect, test } from "vitest";
import { normal, seeded } from "../core/random.ts";
import type { Artefact } from "./artefact.ts";
import { parseArtefacts, writeArtefacts } from "./artefact-file.ts";
import { memoryOf, predictorOf } from "./kinds.ts";
import type { NetModel } from "./net.ts";
import type { NetLayer } from "./net-layers.ts";
import { predict } from "./predict.ts";
import { scheduleOf } from "./schedule.ts";
import { logistic } from "./trees.ts";

const net = (channels: number, window: number, layers: readonly NetLayer[]): NetModel => ({
  kind: "net",
  link: "identity",
  channels,
  window,
  layers,
  shift: 0,
  scale: 1,
});
const floats = (...values: number[]) => Float32Array.from(values);
const dense = (
  activation: "linear" | "relu" | "tanh",
  weights: Float32Array,
  bias: Float32Array,
): NetLayer => ({
  kind: "dense",
  units: bias.length,
  activation,
  weights,
  bias,
});

/** Two features to two hidden units to one output. */
const mlp = net(2, 1, [
  dense("relu", floats(1, -1, 2, 0.5), floats(0.5, 0)),
  dense("linear", floats(3, -2), floats(1)),
]);

describe("a dense net", () => {
  test.each([
    // Hidden: relu(x0 + 2 x1 + 0.5), relu(-x0 + 0.5 x1).
    [1, 2, 3 * 5.5 - 2 * 0 + 1],
    [-1, 1, 3 * 1.5 - 2 * 1.5 + 1],
    [-4, 0, 3 * 0 - 2 * 4 + 1],
  ])("at (%d, %d) gives %d", (a, b, wanted) => {
    expect(predictorOf(mlp)(Float64Array.of(9, a, b), 1)).toBe(wanted);
  });

  test("shifts and scales the output, then links it", () => {
    const linked: NetModel = { ...mlp, shift: -1, scale: 0.25, link: "logistic" };
    expect(predictorOf(linked)(Float64Array.of(1, 2), 0)).toBe(logistic(-1 + 0.25 * 17.5));
  });

  test("of what is not known is not known, through a relu as well", () => {
    expect(predictorOf(mlp)(Float64Array.of(Number.NaN, 1), 0)).toBeNaN();
  });
});

describe("a net with a window", () => {
  const conv = net(1, 3, [
    { kind: "conv1d", filters: 1, width: 2, activation: "linear", weights: floats(1, 10), bias: floats(0.5) },
    dense("linear", floats(1, 100), floats(0)),
  ]);

  test("looks at the last samples, oldest first, once there are as many", () => {
    const predictor = predictorOf(conv);
    const found = [1, 2, 3, 4].map((x) => predictor(Float64Array.of(x), 0));
    // Steps: (x[t-2] + 10 x[t-1] + 0.5) + 100 (x[t-1] + 10 x[t] + 0.5).
    expect(found).toEqual([Number.NaN, Number.NaN, 21.5 + 3250, 32.5 + 4350]);
    expect(memoryOf(conv)).toBe(2);
  });

  test("passes over samples that its artefact refuses", () => {
    const whole = { features: ["a"], missing: "refuse", model: conv } as const;
    const predictor = predict({ ...whole, trainedOn: { fingerprint: "", rows: 1 }, seed: 0, code: "" });
    const found = [1, 2, Number.NaN, 3].map((x) => predictor(Float64Array.of(x), 0));
    expect(found).toEqual([Number.NaN, Number.NaN, Number.NaN, 3271.5]);
  });

  test("a gated unit steps from a state of 0 by update, reset and candidate", () => {
    const weights = floats(0.5, -0.25, 1);
    const recurrent = floats(0.75, 0.5, -2);
    const bias = floats(0.125, 0.25, -0.5);
    const gru: NetLayer = { kind: "gru", units: 1, weights, recurrent, bias };
    const predictor = predictorOf(net(1, 2, [gru, dense("linear", floats(1), floats(0))]));
    predictor(Float64Array.of(2), 0);
    const step = (x: number, h: number) => {
      const update = logistic(0.5 * x + 0.75 * h + 0.125);
      const reset = logistic(-0.25 * x + 0.5 * h + 0.25);
      return update * h + (1 - update) * Math.tanh(x - 2 * reset * h - 0.5);
    };
    expect(predictor(Float64Array.of(-1), 0)).toBeCloseTo(step(-1, step(2, 0)), 15);
  });
});

describe("layers of any size", () => {
  const random = seeded(11);
  const draw = (length: number) => Float32Array.from({ length }, () => normal(random));
  test.each([1, 2, 3, 4, 5, 7, 8, 9])("%d units sum as one does", (units) => {
    const [weights, bias] = [draw(6 * units), draw(units)];
    const x = Float64Array.from(draw(6));
    for (let u = 0; u < units; u++) {
      const pick = Float32Array.from({ length: units }, (_, k) => Number(k === u));
      const found = predictorOf(
        net(6, 1, [dense("linear", weights, bias), dense("linear", pick, floats(0))]),
      )(x, 0);
      let wanted = 0;
      for (let i = 0; i < 6; i++) wanted += x[i]! * weights[i * units + u]!;
      expect(found).toBe(wanted + bias[u]!);
    }
  });
});

describe("the file", () => {
  const artefact: Artefact = {
    features: ["a", "b"],
    missing: "refuse",
    model: net(2, 3, [
      {
        kind: "conv1d",
        filters: 2,
        width: 2,
        activation: "tanh",
        weights: floats(1, 2, 3, 4, 5, 6, 7, 8),
        bias: floats(0, 1),
      },
      {
        kind: "gru",
        units: 1,
        weights: floats(1, 2, 3, 4, 5, 6),
        recurrent: floats(1, 2, 3),
        bias: floats(0, 0, 1),
      },
      dense("linear", floats(2), floats(1)),
    ]),
    trainedOn: { fingerprint: "abc", rows: 4 },
    seed: 7,
    code: "1",
  };
  const edited = (edit: (model: NetModel & { layers: NetLayer[] }) => unknown) => {
    const model = structuredClone(artefact.model) as NetModel & { layers: NetLayer[] };
    return writeArtefacts({ ...artefact, model: { ...model, ...(edit(model) as object) } });
  };

  test("gives back what was written", () => {
    const text = writeArtefacts(artefact);
    expect(parseArtefacts(text)).toEqual(scheduleOf(artefact));
    expect(writeArtefacts(parseArtefacts(text))).toBe(text);
  });

  test.each([
    ["features", () => ({ channels: 3 }), "model.channels must be 2, the features; was 3"],
    ["window", () => ({ window: 0 }), "model.window must be 1 to 10000; was 0"],
    ["link", () => ({ link: "softmax" }), "model.link must be one of identity, logistic; was softmax"],
    ["layers", () => ({ layers: [] }), "model.layers must be a list of 1 to 100 layers"],
    ["scale", () => ({ scale: Number.NaN }), "model.scale must be a finite number"],
    [
      "width",
      (m: NetModel) => ({ layers: [{ ...m.layers[0], width: 4 }] }),
      "model.layers[0].width must be at most 3",
    ],
    [
      "size",
      (m: NetModel) => ({ layers: [{ ...m.layers[0], filters: 0 }] }),
      "filters must be 1 to 100000; was 0",
    ],
    [
      "length",
      (m: NetModel) => ({ layers: [m.layers[0], { ...m.layers[1], recurrent: floats(1) }] }),
      "model.layers[1].recurrent must hold 3 values; it holds 1",
    ],
    [
      "weights",
      (m: NetModel) => ({
        layers: [...m.layers.slice(0, 2), dense("linear", floats(Number.NaN), floats(1))],
      }),
      "model.layers[2].weights must hold finite numbers only",
    ],
    [
      "block",
      (m: NetModel) => ({ layers: [...m.layers.slice(0, 2), { ...m.layers[2], bias: Float64Array.of(1) }] }),
      "model.layers[2].bias must be a block of float32 values",
    ],
    ["outputs", (m: NetModel) => ({ layers: m.layers.slice(0, 1) }), "must have 1 output; it has 4"],
    [
      "memory",
      () => ({
        window: 10_000,
        layers: [
          {
            kind: "conv1d",
            filters: 1000,
            width: 1,
            activation: "linear",
            weights: new Float32Array(2000),
            bias: new Float32Array(1000),
          },
        ],
      }),
      "model.layers[0] must have 1000000 outputs at most; was 10000000",
    ],
  ])("refuses a wrong %s", (_, edit, message) => {
    expect(() => parseArtefacts(edited(edit as never))).toThrow(message);
  });
});
