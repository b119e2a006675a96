import { describe, expect, test } from "vitest";
import { seeded } from "../../../engine/core/random.ts";
import { ksDistance, spreadOf, stabilityOf } from "./drift.ts";
import { calibrationClasses, chanceCurves, chanceMeasures, numberMeasures } from "./measures.ts";

const random = seeded(5);
const count = 400;
/** Rounded, so that many are equal. */
const told = Float64Array.from({ length: count }, () => Math.round(random() * 20) / 20);
const came = told.map((chance) => Number(random() < 0.2 + 0.6 * chance));

describe("measures of chances", () => {
  test("the area under the curve is the share of pairs in order, ties half", () => {
    let [right, pairs] = [0, 0];
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        if (!(came[i] === 1 && came[j] === 0)) continue;
        pairs++;
        right += told[i]! > told[j]! ? 1 : told[i] === told[j] ? 0.5 : 0;
      }
    }
    expect(chanceMeasures(told, came).auc).toBeCloseTo(right / pairs, 12);
  });

  test("average precision, log-loss and Brier score by their definitions", () => {
    const found = chanceMeasures(Float64Array.of(0.9, 0.8, 0.4, 0.3), Float64Array.of(1, 0, 1, 0));
    expect(found.averagePrecision).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(found.brier).toBeCloseTo((0.01 + 0.64 + 0.36 + 0.09) / 4, 12);
    expect(found.logLoss).toBeCloseTo(
      -(Math.log(0.9) + Math.log(0.2) + Math.log(0.4) + Math.log(0.7)) / 4,
      12,
    );
    expect(found.baseLogLoss).toBeCloseTo(Math.log(2), 12);
    expect(found.confusion).toEqual({ truePositive: 1, falsePositive: 1, trueNegative: 1, falseNegative: 1 });
  });

  test("what is not known is left out, and what cannot be told is NaN", () => {
    const found = chanceMeasures(Float64Array.of(0.9, Number.NaN), Float64Array.of(1, 0));
    expect(found.samples).toBe(1);
    expect(found.auc).toBeNaN();
    expect(chanceMeasures(new Float64Array(), new Float64Array()).logLoss).toBeNaN();
  });

  test("curves run from nothing to everything and never back", () => {
    const { roc, precisionRecall } = chanceCurves(told, came);
    expect([roc.x[0], roc.y[0], roc.x.at(-1), roc.y.at(-1), precisionRecall.x.at(-1)]).toEqual([
      0, 0, 1, 1, 1,
    ]);
    for (const axis of [roc.x, roc.y, precisionRecall.x])
      expect(axis).toEqual([...axis].sort((a, b) => a - b));
  });

  test("classes of calibration hold all samples, equal predictions together", () => {
    const classes = calibrationClasses(told, came);
    expect(classes.reduce((sum, each) => sum + each.count, 0)).toBe(count);
    expect(classes.every((each, k) => k === 0 || each.told > classes[k - 1]!.told)).toBe(true);
    const all = classes.reduce((sum, each) => sum + each.came * each.count, 0);
    expect(all).toBeCloseTo(
      came.reduce((sum, y) => sum + y, 0),
      9,
    );
  });
});

test("measures of numbers by their definitions", () => {
  const found = numberMeasures(Float64Array.of(1, 2, 3), Float64Array.of(1, 3, 100));
  expect(found.rankCorrelation).toBeCloseTo(1, 12);
  expect(found.rmse).toBeCloseTo(Math.sqrt((1 + 97 ** 2) / 3), 9);
  expect(
    numberMeasures(Float64Array.of(104 / 3, 104 / 3, 104 / 3), Float64Array.of(1, 3, 100)).r2,
  ).toBeCloseTo(0, 12);
});

describe("drift", () => {
  const before = Float64Array.from({ length: 1_000 }, (_, i) => i);

  test("the stability index of the training itself is 0, of a half of it what its shares say", () => {
    const spread = spreadOf([before]);
    expect(spread.cuts[0]).toBe(9);
    expect(stabilityOf(spread, [before])[0]).toBeCloseTo(0, 12);
    // Five classes hold a fifth where they held a tenth, five hold nothing.
    const byHand = 5 * 0.1 * Math.log(2) + 5 * (1e-4 - 0.1) * Math.log(1e-4 / 0.1);
    expect(stabilityOf(spread, [before.subarray(0, 500)])[0]).toBeCloseTo(byHand, 2);
  });

  test("columns of one value, or of none, have one class", () => {
    const unknown = new Float64Array(3).fill(Number.NaN);
    const spread = spreadOf([Float64Array.of(7, 7, 7), unknown, before]);
    expect([...spread.cuts]).toEqual([0, 0, 9]);
    const found = stabilityOf(spread, [Float64Array.of(8, 9), unknown, before]);
    expect(found[0]).toBe(0);
    expect(found[1]).toBeNaN();
    expect(found[2]).toBeCloseTo(0, 12);
  });

  test("the distance of Kolmogorov and Smirnov against all thresholds, one by one", () => {
    const [a, b] = [told.subarray(0, 150), told.subarray(150).map((x) => x * x)];
    const below = (column: Float64Array, at: number) => column.filter((x) => x <= at).length / column.length;
    const byHand = Math.max(...[...a, ...b].map((at) => Math.abs(below(a, at) - below(b, at))));
    expect(ksDistance(a, b)).toBeCloseTo(byHand, 12);
    expect(ksDistance(a, new Float64Array())).toBeNaN();
  });
});
