import { describe, expect, test } from "vitest";
import { resolveParams } from "../../../engine/graph/params.ts";
import { parseModel } from "../../../engine/model/kinds.ts";
import type { FitRequest, Learner } from "../learner.ts";
import { linear } from "../linear/linear-learner.ts";
import { predictionsOf } from "../predictions.ts";
import { gbdt } from "../trees/boost-learner.ts";
import { madeUp } from "../trees/testing/made-up.ts";
import { fitPreparation } from "./fit-preparation.ts";
import { prepared } from "./prepared.ts";
import { preparedColumns } from "./prepared-columns.ts";
import { centredRanks, cosine } from "./ranks.ts";
import { selectFeatures } from "./select-features.ts";

const _ = Number.NaN;
const columns = [
  Float64Array.of(1, 2, _, 4, 13),
  Float64Array.of(7, 7, 7, 7, _),
  Float64Array.of(_, _, _, _, _),
];

describe("fitPreparation", () => {
  test.each([
    ["mean", "standard", [-4 / Math.sqrt(22.5), -3 / Math.sqrt(22.5), 0], [0, 0, 0]],
    ["median", "robust", [(1 - 3) / 4.5, (2 - 3) / 4.5, 0], [0, 0, 0]],
    ["median", "none", [1, 2, 3], [7, 7, 7]],
  ] as const)("%s and %s", (fill, scale, first, second) => {
    const fitted = fitPreparation(columns, { fill, scale });
    const found = preparedColumns(fitted, columns);
    for (const [i, value] of first.entries()) expect(found[0]![i]).toBeCloseTo(value, 12);
    for (const [i, value] of second.entries()) expect(found[1]![i]).toBe(value);
    expect(found[2]!.every((value) => value === 0)).toBe(true);
  });

  test("nothing is filled in where nothing is asked for", () => {
    const fitted = fitPreparation(columns, { fill: "none", scale: "standard" });
    expect(preparedColumns(fitted, columns)[0]![2]).toBeNaN();
    expect(fitPreparation(columns, { fill: "none", scale: "none" })).toEqual({});
  });
});

describe("selectFeatures", () => {
  const { columns: drawn, y } = madeUp(2000, { features: 4, binary: false });
  const twin = drawn[0]!.map((value) => Math.exp(value));
  const samples = { columns: [...drawn, twin], y };

  test("of twins the first stays, and the best stay where few may", () => {
    expect([...selectFeatures(samples, {})]).toEqual([0, 1, 2, 3]);
    expect([...selectFeatures(samples, { correlationMax: 1 })]).toEqual([0, 1, 2, 3, 4]);
    expect([...selectFeatures(samples, { featuresMax: 1 })]).toEqual([0]);
    expect([...selectFeatures(samples, { featuresMax: 2 }, [0, 3, 1, 2, 4])]).toEqual([1, 4]);
  });

  test("ranks are Spearman's, ties shared", () => {
    const [a, b] = [centredRanks(Float64Array.of(1, 2, 2, 9)), centredRanks(Float64Array.of(4, 3, 2, 1))];
    expect([...a]).toEqual([-1.5, 0, 0, 1.5]);
    // Recipe: scipy.stats.spearmanr([1, 2, 2, 9], [4, 3, 2, 1])
    expect(cosine(a, b)).toBeCloseTo(-0.9486832980505139, 15);
  });

  test("refuses plans out of range", () => {
    expect(() => selectFeatures(samples, { featuresMax: 0 })).toThrow("featuresMax must be");
    expect(() => selectFeatures(samples, { correlationMax: 0 })).toThrow(
      "correlationMax must be in (0, 1]; was 0",
    );
  });
});

describe("prepared", () => {
  const train = madeUp(800, { missing: 0.5 });
  const later = madeUp(300, { missing: 0.5, seed: 2 });
  const request = (learner: Learner, samples = train): FitRequest => ({
    task: "binary",
    samples,
    params: resolveParams(learner.name, learner.params, {}),
    seed: 1,
  });

  test("a model holds what was fitted, and takes features as they are", async () => {
    const learner = prepared(linear, { scale: "robust", select: { featuresMax: 2 } });
    const { model, importance } = await learner.learn(request(learner));
    const places = selectFeatures(train, { featuresMax: 2 });
    const taken = (from: readonly Float64Array[]) => Array.from(places, (j) => from[j]!);
    const fitted = fitPreparation(taken(train.columns), { fill: "median", scale: "robust" });
    const bare = linear.learn({
      ...request(linear),
      samples: { ...train, columns: preparedColumns(fitted, taken(train.columns)) },
      params: resolveParams("linear", linear.params, {}),
    });
    const wanted = predictionsOf((await bare).model, preparedColumns(fitted, taken(later.columns)));
    expect(predictionsOf(model, later.columns)).toEqual(wanted);
    expect(parseModel(model, 5)).toEqual(model);
    expect(importance!.filter((share) => share > 0).length).toBe(2);
  });

  test("nothing but the samples that are learned from moves it", async () => {
    const learner = prepared(gbdt, { scale: "standard", fill: "mean" });
    const wild = { ...later, columns: later.columns.map((column) => column.map((value) => value * 1e6)) };
    const fixed = { ...request(learner), params: resolveParams("gbdt", gbdt.params, { trees: 5 }) };
    const [one, two] = await Promise.all(
      [later, wild].map((validation) => learner.learn({ ...fixed, validation })),
    );
    const preparationOf = (model: object) =>
      (model as { members: [{ preparation: object }] }).members[0].preparation;
    expect(preparationOf(one!.model)).toEqual(preparationOf(two!.model));
  });
});
