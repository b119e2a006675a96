import { describe, expect, test } from "vitest";
import { resolveParams } from "../../../engine/graph/params.ts";
import type { Ensemble } from "../../../engine/model/ensemble.ts";
import { type Model, memoryOf } from "../../../engine/model/kinds.ts";
import type { NetModel } from "../../../engine/model/net.ts";
import { averaged } from "../ensemble/average.ts";
import { predictAlong } from "../history.ts";
import type { FitRequest, Learner, Task } from "../learner.ts";
import { learnerOf } from "../learners.ts";
import { linear } from "../linear/linear-learner.ts";
import { predictionsOf } from "../predictions.ts";
import type { Samples } from "../trees/boost-options.ts";
import { gru } from "./net-learners.ts";
import { normals } from "./testing/random-net.ts";

const rows = 120;
const series = [0, 1].map((s) => [normals(rows, 10 + s), normals(rows, 20 + s)]);
/** Every third bar of two symbols, in order of time. */
const symbol = Int32Array.from({ length: rows / 3 }, (_, i) => i % 2);
const row = Int32Array.from({ length: rows / 3 }, (_, i) => 20 + 2 * Math.floor(i / 2));
const samples: Samples = {
  columns: [0, 1].map((j) => Float64Array.from(row, (bar, i) => series[symbol[i]!]![j]![bar]!)),
  y: Float64Array.from(row, (_, i) => Number(i % 3 === 0)),
  history: { series, symbol, row },
};

const request = (learner: Learner, task: Task, given: Readonly<Record<string, unknown>>): FitRequest => ({
  ...{ task, samples, seed: 3 },
  params: resolveParams(learner.name, learner.params, given),
});

describe.each(["mlp", "conv1d", "gru"])("the learner %s", (name) => {
  const learner = learnerOf(name);
  test.each(["binary", "regression"] as const)("learns a %s by its own defaults", async (task) => {
    const small = { epochs: 2, batch: 16, patience: 1 };
    const validation = { ...samples, y: samples.y.map((y) => 1 - y) };
    const { model, losses } = await learner.learn({ ...request(learner, task, small), validation });
    const { link, window, scale } = model as NetModel;
    expect(losses.length).toBeGreaterThan(0);
    expect(link).toBe(task === "binary" ? "logistic" : "identity");
    expect(window).toBe(name === "mlp" ? 1 : 16);
    expect(scale === 1).toBe(task === "binary");
    expect(learner.tasks).toContain(task);
    expect(learner.needs.history ?? false).toBe(window > 1);
  });
});

test("layers are as wide as the parameters say", async () => {
  const widths = async (name: string, given: Readonly<Record<string, unknown>>) => {
    const learner = learnerOf(name);
    const { model } = await learner.learn(request(learner, "binary", { epochs: 1, ...given }));
    return (model as NetModel).layers.map(({ kind, bias }) => [kind, bias.length]);
  };
  expect(await widths("mlp", { layers: 3, units: 5 })).toEqual([
    ["dense", 5],
    ["dense", 2],
    ["dense", 1],
    ["dense", 1],
  ]);
  expect(await widths("conv1d", { window: 6, layers: 2, filters: 4, units: 3 })).toEqual([
    ["conv1d", 4],
    ["conv1d", 4],
    ["dense", 3],
    ["dense", 1],
  ]);
  await expect(widths("conv1d", { window: 4, layers: 2, width: 3 })).rejects.toThrow(
    "width must be at most 2, the steps that are left of the window; was 3",
  );
});

test("a net that looks back may be one of an ensemble", async () => {
  const learner = averaged([gru as unknown as Learner, linear as unknown as Learner]);
  expect(learner.needs.history).toBe(true);
  const { model } = await learner.learn(request(learner, "binary", { "gru.epochs": 1, "gru.window": 4 }));
  expect(memoryOf(model)).toBe(3);
  expect(() => predictionsOf(model, samples.columns)).toThrow(
    "a model that looks back over bars cannot be judged",
  );
  const trained = { trainedOn: { fingerprint: "", rows }, seed: 3, code: "1" };
  const along = (own: Model) =>
    predictAlong({ ...trained, features: ["a", "b"], missing: "refuse", model: own }, samples.history!);
  const members = (model as Ensemble<Model>).members.map((member) =>
    along({ kind: "ensemble", link: "identity", intercept: 0, members: [{ ...member, weight: 1 }] }),
  );
  for (const [i, mean] of along(model).entries()) {
    expect(mean).toBeCloseTo((members[0]![i]! + members[1]![i]!) / 2, 12);
  }
  // The line looks at its sample alone.
  const line = (model as Ensemble<Model>).members[1]!;
  const single: Model = {
    kind: "ensemble",
    link: "identity",
    intercept: 0,
    members: [{ ...line, weight: 1 }],
  };
  expect(members[1]).toEqual(predictionsOf(single, samples.columns));
});
