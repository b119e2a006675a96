import { describe, expect, test } from "vitest";
import { resolveParams } from "../../../engine/graph/params.ts";
import type { Ensemble } from "../../../engine/model/ensemble.ts";
import { type Model, parseModel } from "../../../engine/model/kinds.ts";
import { purgedKFold } from "../../validate/cross-validation-purged.ts";
import type { FitRequest, Fitted, Learner } from "../learner.ts";
import { linear } from "../linear/linear-learner.ts";
import { meanLoss } from "../loss.ts";
import { predictionsOf } from "../predictions.ts";
import { gbdt } from "../trees/boost-learner.ts";
import type { Samples } from "../trees/boost-options.ts";
import { madeUp } from "../trees/testing/made-up.ts";
import { averaged } from "./average.ts";
import { stacked } from "./stack.ts";

const train = madeUp(1500, { missing: 0.3 });
const later = madeUp(1000, { missing: 0.3, seed: 2 });
const ends = Int32Array.from({ length: 1500 }, (_, i) => Math.min(1499, i + 3));
const request = (learner: Learner, given: Readonly<Record<string, unknown>> = {}): FitRequest => ({
  task: "binary",
  samples: train,
  ends,
  params: resolveParams(learner.name, learner.params, given),
  seed: 3,
});
const lossOf = ({ model }: { readonly model: Model }) =>
  meanLoss("binary", predictionsOf(model, later.columns), later);

/** A learner that notes what it was shown, and always says the same. */
function witness(name: string, seen: Samples[], says: (samples: Samples) => number): Learner {
  const fitted = (samples: Samples): Fitted => ({
    model: {
      kind: "linear",
      link: "identity",
      intercept: says(samples),
      coefficients: new Float64Array(samples.columns.length),
    },
    losses: [],
  });
  const learn = ({ samples }: FitRequest) => {
    seen.push(samples);
    return fitted(samples);
  };
  const needs = { filled: true, scaled: false };
  return { name, about: name, tasks: ["binary", "regression"], params: {}, needs, learn };
}

describe("averaged", () => {
  test("is the mean of what its members learn, and takes their parameters", async () => {
    const half = averaged([gbdt, witness("half", [], () => 0.5)]);
    const found = await half.learn(request(half, { "gbdt.trees": 20 }));
    const alone = await gbdt.learn({
      ...request(gbdt, { trees: 20 }),
      params: resolveParams("gbdt", gbdt.params, { trees: 20 }),
    });
    const wanted = predictionsOf(alone.model, later.columns);
    for (const [i, value] of predictionsOf(found.model, later.columns).entries()) {
      expect(value).toBeCloseTo(wanted[i]! / 2 + 0.25, 14);
    }
    const learner = averaged([gbdt, linear]);
    const { model, importance } = await learner.learn(request(learner, { "linear.l2": 0.1 }));
    expect(lossOf({ model })).toBeLessThan(Math.LN2 - 0.05);
    expect(importance!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(parseModel(model, 5)).toEqual(model);
  });

  test("refuses one learner, and two of one name", () => {
    expect(() => averaged([gbdt])).toThrow("two learners at least; it has gbdt");
    expect(() => averaged([gbdt, gbdt])).toThrow('must differ in name; "gbdt" stands twice');
  });
});

describe("stacked", () => {
  test("members never see the fold that they are judged on, nor labels that reach into it", async () => {
    const seen: Samples[] = [];
    const y = train.y.map((_, i) => i);
    const learner = stacked([witness("a", seen, () => 1), witness("b", [], () => 2)]);
    await learner.learn({ ...request(learner, { folds: 3 }), task: "regression", samples: { ...train, y } });
    const folds = purgedKFold({ ends, folds: 3 });
    expect(seen.length).toBe(4);
    for (const [k, { train: rows, test: judged }] of folds.entries()) {
      expect([...seen[k]!.y]).toEqual(rows);
      expect(judged.some((row) => rows.includes(row))).toBe(false);
    }
    expect(seen[3]!.y.length).toBe(1500);
  });

  test("leaves a member that remembers its samples without a say", async () => {
    // It says the mean of what it was shown, which out of folds tells nothing, beside one that learns.
    const parrot = witness("parrot", [], ({ y }) => y.reduce((sum, value) => sum + value, 0) / y.length);
    const learner = stacked([gbdt, parrot]);
    const { model } = await learner.learn(request(learner, { "gbdt.trees": 40, folds: 3 }));
    const weights = (model as Ensemble<Model>).members.map(({ weight }) => weight);
    expect(weights[0]!).toBeGreaterThan(1);
    const alone = averaged([gbdt, parrot]);
    expect(lossOf({ model })).toBeLessThan(lossOf(await alone.learn(request(alone, { "gbdt.trees": 40 }))));
  });

  test("is no worse than its members", async () => {
    const learner = stacked([gbdt, linear]);
    const params = { "gbdt.trees": 40, folds: 3 };
    const stack = lossOf(await learner.learn(request(learner, params)));
    const single = averaged([linear, witness("zero", [], () => 0)]);
    const found = await single.learn(request(single));
    const line = predictionsOf(found.model, later.columns).map((value) => 2 * value);
    expect(stack).toBeLessThan(meanLoss("binary", line, later) + 0.002);
  });

  test("must be told how far labels reach", async () => {
    const learner = stacked([gbdt, linear]);
    const { ends: _, ...rest } = request(learner);
    await expect(learner.learn(rest)).rejects.toThrow("give ends");
  });
});
