import { describe, expect, test } from "vitest";
import { resolveParams } from "../../../engine/graph/params.ts";
import { scoreOf } from "../../../engine/model/trees.ts";
import { purgedKFold } from "../../validate/cross-validation-purged.ts";
import type { FitRequest } from "../learner.ts";
import { linear } from "../linear/linear-learner.ts";
import { prepared } from "../preparation/prepared.ts";
import { boost } from "../trees/boost.ts";
import { boostClasses } from "../trees/boost-classes.ts";
import { shap } from "../trees/shap.ts";
import { madeUp, rowMajor } from "../trees/testing/made-up.ts";
import { mda } from "./mda.ts";
import { shapImportance } from "./shap-importance.ts";

const rows = 1500;
const base = madeUp(rows, { features: 4, binary: false });
// The fifth feature says again what the first one says.
const samples = {
  columns: [...base.columns, base.columns[0]!],
  y: base.columns[0]!.map((a, i) => 2 * a + base.columns[1]![i]!),
};
const ends = Int32Array.from({ length: rows }, (_, i) => Math.min(rows - 1, i + 5));
const splits = purgedKFold({ ends, folds: 4 });
const request = (seed: number): FitRequest => ({
  task: "regression",
  samples,
  params: resolveParams("linear", linear.params, { l2: 0.01 }),
  seed,
});
const learner = prepared(linear);

describe("mda", () => {
  test("what a feature tells is what its shuffling costs", async () => {
    const { mean, error, loss } = await mda(learner, request(1), { splits, groups: [[0, 4], [1], [2], [3]] });
    expect(loss).toBeLessThan(0.01);
    // Shuffling a feature of variance 1 costs twice its squared coefficient.
    expect(Math.abs(mean[0]! - 8)).toBeLessThan(1);
    expect(Math.abs(mean[1]! - 2)).toBeLessThan(0.4);
    for (const k of [2, 3]) expect(Math.abs(mean[k]!)).toBeLessThan(0.01);
    expect(Math.max(...error)).toBeLessThan(0.5);
  });

  test("features that say the same share what they tell, unless they are one group", async () => {
    const alone = await mda(learner, request(1), { splits });
    // Half the coefficient each, and so a quarter of the cost.
    expect(Math.abs(alone.mean[0]! - 2)).toBeLessThan(0.4);
    expect(Math.abs(alone.mean[4]! - 2)).toBeLessThan(0.4);
  });

  test("equal seeds give equal results, other seeds others", async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => mda(learner, request(seed), { splits })));
    expect(a).toEqual(b);
    expect(a!.mean).not.toEqual(c!.mean);
  });

  test("refuses groups of no feature, and no folds", async () => {
    const given = (options: object) => mda(learner, request(1), { splits, ...options });
    await expect(given({ groups: [[9]] })).rejects.toThrow("a group must hold features from 0 to 4; was 9");
    await expect(given({ groups: [[]] })).rejects.toThrow("was empty");
    await expect(given({ splits: [] })).rejects.toThrow("one fold at least");
    await expect(given({ repeats: 0 })).rejects.toThrow("repeats must be");
  });
});

describe("shapImportance", () => {
  const train = madeUp(600, { missing: 0.3 });

  test("is the mean size of each sample's values", () => {
    const { model } = boost(train, { loss: "logistic", trees: 10 });
    const { importance, values, rows: looked } = shapImportance(model, train.columns, { rowsMax: 60 });
    expect(looked.length).toBe(60);
    const x = rowMajor(train.columns);
    const wanted = new Float64Array(5);
    for (const [k, row] of looked.entries()) {
      const { expectation, values: own } = shap(model, x, row * 5, 5);
      for (let j = 0; j < 5; j++) {
        wanted[j]! += Math.abs(own[j]!) / 60;
        expect(values[j]![k]).toBe(own[j]);
      }
      const sum = own.reduce((a, b) => a + b, expectation);
      expect(sum).toBeCloseTo(scoreOf(model, x, row * 5), 9);
    }
    for (let j = 0; j < 5; j++) expect(importance[j]).toBeCloseTo(wanted[j]!, 12);
    expect(Math.min(...importance.subarray(0, 3))).toBeGreaterThan(Math.max(...importance.subarray(3)));
  });

  test("of several classes is the mean over their scores", () => {
    const y = train.y.map((value, i) => value + (i % 3 === 0 ? 1 : 0));
    const { model } = boostClasses({ ...train, y }, { trees: 5 });
    const { importance } = shapImportance(model, train.columns, { rowsMax: 20 });
    expect(importance.every((own) => own >= 0)).toBe(true);
    expect(Math.max(...importance.subarray(0, 3))).toBeGreaterThan(Math.max(...importance.subarray(3)));
  });
});
