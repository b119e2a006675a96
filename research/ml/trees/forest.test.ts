import { describe, expect, test } from "vitest";
import { type ClassTrees, probabilitiesOf } from "../../../engine/model/class-trees.ts";
import { parseModel, predictorOf } from "../../../engine/model/kinds.ts";
import type { Samples } from "./boost-options.ts";
import { forest, forestClasses } from "./forest.ts";
import { madeUp, rowMajor } from "./testing/made-up.ts";

function predictions(model: Parameters<typeof predictorOf>[0], { columns, y }: Samples): Float64Array {
  const [x, predict] = [rowMajor(columns), predictorOf(model)];
  return y.map((_, i) => predict(x, i * columns.length));
}
const brier = (found: Float64Array, { y }: Samples) =>
  found.reduce((sum, p, i) => sum + (p - y[i]!) ** 2, 0) / y.length;

describe("forest", () => {
  test("chances near the true ones, and their out-of-bag error is that of later samples", () => {
    const [train, later] = [madeUp(4000), madeUp(4000, { seed: 2 })];
    const { model, losses, importance, outOfBag } = forest(train, { trees: 60, leafRowsMin: 10 });
    const found = predictions(model, later);
    const truth = brier(later.chances, later);
    expect(Math.min(...found)).toBeGreaterThan(-1e-9);
    expect(Math.max(...found)).toBeLessThan(1 + 1e-9);
    expect(brier(found, later)).toBeLessThan(truth + 0.015);
    expect(Math.abs(losses.at(-1)! - brier(found, later))).toBeLessThan(0.01);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.03);
    expect(Math.min(...importance.subarray(0, 3))).toBeGreaterThan(1.5 * Math.max(...importance.subarray(3)));
    expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(brier(outOfBag[0]!, train)).toBeCloseTo(losses.at(-1)!, 12);
  });

  test("the mean of a regression, unknown values included", () => {
    const [train, later] = [
      madeUp(3000, { binary: false, missing: 0.5 }),
      madeUp(2000, { binary: false, missing: 0.5, seed: 2 }),
    ];
    const { model } = forest(train, { trees: 40, featureShare: 0.6 });
    const mean = train.y.reduce((sum, y) => sum + y, 0) / train.y.length;
    const spread = brier(
      later.y.map(() => mean),
      later,
    );
    expect(brier(predictions(model, later), later)).toBeLessThan(spread / 3);
  });

  test("one tree on all features, with leaves of one row, remembers the rows that it drew", () => {
    const train = madeUp(200, { binary: false });
    const { model, outOfBag } = forest(train, { trees: 1, featureShare: 1, leafRowsMin: 1 });
    const found = predictions(model, train);
    const drawn = train.y.map((_, i) => (Number.isNaN(outOfBag[0]![i]) ? 1 : 0));
    const share = drawn.reduce((sum, own) => sum + own, 0) / 200;
    expect(Math.abs(share - (1 - 1 / Math.E))).toBeLessThan(0.1);
    for (const [i, own] of drawn.entries()) {
      expect(found[i]).toBeCloseTo(own ? train.y[i]! : outOfBag[0]![i]!, 12);
    }
  });

  test("probabilities of several classes", () => {
    const { columns, y } = madeUp(3000, { binary: false });
    const train = { columns, y: y.map((value) => (value < 0.35 ? -1 : value < 0.65 ? 0 : 1)) };
    const { model } = forestClasses(train, { trees: 20, leafRowsMin: 10 });
    const [x, out] = [rowMajor(columns), new Float64Array(3)];
    let right = 0;
    for (let i = 0; i < y.length; i++) {
      probabilitiesOf(model)(x, i * 5, out);
      expect(Math.abs(out[0]! + out[1]! + out[2]! - 1)).toBeLessThan(1e-12);
      right += Number(model.classes[out.indexOf(Math.max(...out))] === train.y[i]);
    }
    expect(right / y.length).toBeGreaterThan(0.7);
    expect(parseModel(model, 5)).toEqual(model);
  });

  test("where no tree gives any class a chance, each is as likely", () => {
    const none = { roots: new Int32Array(0), feature: new Int32Array(0), left: new Int32Array(0) };
    const empty = { missingLeft: new Int32Array(0), ...none };
    const blocks = { threshold: new Float64Array(0), value: new Float64Array(0), cover: new Float64Array(0) };
    const head = { kind: "class-trees", link: "shares", classes: Float64Array.of(0, 3) } as const;
    const model: ClassTrees = { ...head, ...empty, ...blocks, base: Float64Array.of(-1e-20, 0) };
    expect(predictorOf(model)(Float64Array.of(1), 0)).toBe(1.5);
  });

  test("equal seeds give equal forests, other seeds others; a weight of 2 is the same as 1", () => {
    const train = madeUp(400);
    const grow = (seed: number, samples: Samples = train) => forest(samples, { trees: 5, seed });
    expect(grow(1)).toEqual(grow(1));
    expect(grow(1).model).not.toEqual(grow(2).model);
    const weights = train.y.map(() => 2);
    expect(grow(1, { ...train, weights }).model).toEqual(grow(1).model);
  });

  test("refuses options out of range", () => {
    const train = madeUp(50);
    expect(() => forest(train, { trees: 0 })).toThrow("trees must be a whole number of at least 1; was 0");
    expect(() => forest(train, { featureShare: 2 })).toThrow("featureShare must be in (0, 1]; was 2");
    expect(() => forestClasses({ ...train, y: train.y.map(() => 3) })).toThrow("2 to 100 distinct values");
  });
});
