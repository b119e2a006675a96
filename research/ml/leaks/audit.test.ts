import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { foldsOf, indicesOf, type Split } from "../../validate/cross-validation.ts";
import { purgedKFold } from "../../validate/cross-validation-purged.ts";
import { buildSamples } from "../build-samples.ts";
import { overlapEnds, type SampleTable, samplesAt } from "../dataset.ts";
import { fixedHorizon } from "../labels/fixed-horizon.ts";
import { predictionsOf } from "../predictions.ts";
import { walkBars } from "../testing/walk-bars.ts";
import { boost } from "../trees/boost.ts";
import { auditLeaks, type Pipeline } from "./audit.ts";
import { rankScore } from "./rank-score.ts";
import { reversedLabels, shuffledLabels } from "./wrong-labels.ts";

const bars = [walkBars({ length: 800, seed: 21 })];
const table = buildSamples({
  features: ["return_5", "rsi_14", "volatility_20", "above_sma_50", "zscore_60", "volume_ratio_20"],
  label: fixedHorizon({ bars: 6, as: "up" }),
  bars,
});
const purged = purgedKFold({ ends: overlapEnds(table), folds: 3, embargo: 60 });
/** Folds of samples that were dealt out at random, as if they did not overlap. */
const careless = (() => {
  const random = seeded(3);
  const order = [...table.y.keys()].map((i) => ({ i, at: random() })).sort((a, b) => a.at - b.at);
  return foldsOf(order.length, 3).map(([from, to]): Split => {
    const test = order.slice(from, to).map(({ i }) => i);
    const held = new Set(test);
    return { test, train: indicesOf([0, order.length]).filter((i) => !held.has(i)) };
  });
})();

const boosted: Pipeline = (samples, { train, test }) => {
  const { model } = boost(samplesAt(samples, train), {
    loss: "logistic",
    trees: 12,
    leavesMax: 16,
    learningRate: 0.4,
  });
  return predictionsOf(model, samplesAt(samples, test).columns);
};

/** The mean label of the five training samples that are nearest in time. */
const nearest: Pipeline = ({ row, y }, { train, test }) =>
  Float64Array.from(test, (i) => {
    const near = train.map((j) => ({ j, far: Math.abs(row[j]! - row[i]!) })).sort((a, b) => a.far - b.far);
    return near.slice(0, 5).reduce((sum, { j }) => sum + y[j]!, 0);
  });

describe("an audit", () => {
  test("finds boosted trees at chance on shuffled and on reversed labels where training is purged", async () => {
    const { checks, clean } = await auditLeaks(table, purged, boosted);
    expect(checks.map(({ labels }) => labels)).toEqual(["shuffled", "shuffled", "reversed"]);
    expect(clean).toBe(true);
  });

  test("finds that samples which overlap were dealt out at random, by reversed labels", async () => {
    const { checks } = await auditLeaks(table, careless, nearest, { shuffles: 1 });
    expect(checks.map(({ clean }) => clean)).toEqual([true, false]);
    expect(checks[1]!.score).toBeGreaterThan(0.5);
    expect((await auditLeaks(table, purged, nearest, { shuffles: 1 })).clean).toBe(true);
  });

  test("finds a pipeline that fits the test as well, by shuffled labels", async () => {
    const greedy: Pipeline = (samples, { train, test }) =>
      boosted(samples, { train: [...train, ...test].sort((a, b) => a - b), test });
    const { checks } = await auditLeaks(table, purged, greedy, { shuffles: 1 });
    expect(checks[0]!.clean).toBe(false);
  });

  test("finds that features were chosen on all samples instead of within the fold", async () => {
    const random = seeded(9);
    const rows = 200;
    const noise: SampleTable = {
      ...table,
      features: Array.from({ length: 80 }, (_, k) => `noise_${k}`),
      columns: Array.from({ length: 80 }, () => Float64Array.from({ length: rows }, () => normal(random))),
      y: Float64Array.from({ length: rows }, () => Number(random() < 0.5)),
      weights: new Float64Array(rows).fill(1),
      uniqueness: new Float64Array(rows).fill(1),
      symbol: new Int32Array(rows),
    };
    const splits = purgedKFold({ ends: [...noise.y.keys()], folds: 5 });
    const choosing =
      (rowsOf: (split: Split) => readonly number[]): Pipeline =>
      ({ columns, y }, split) => {
        const seen = rowsOf(split);
        const scores = columns.map((column) =>
          rankScore(
            seen.map((i) => column[i]!),
            seen.map((i) => y[i]!),
          ),
        );
        const best = [...scores.keys()]
          .sort((a, b) => Math.abs(scores[b]!) - Math.abs(scores[a]!))
          .slice(0, 20);
        return Float64Array.from(split.test, (i) =>
          best.reduce((sum, k) => sum + Math.sign(scores[k]!) * columns[k]![i]!, 0),
        );
      };
    expect(
      (
        await auditLeaks(
          noise,
          splits,
          choosing(({ train }) => train),
        )
      ).clean,
    ).toBe(true);
    const wrong = await auditLeaks(
      noise,
      splits,
      choosing(({ train, test }) => [...train, ...test]),
    );
    expect(wrong.checks.every(({ clean }) => !clean)).toBe(true);
  });

  test("refuses a handful of samples", async () => {
    await expect(auditLeaks(table, [{ train: [0, 1], test: [2] }], nearest)).rejects.toThrow(
      "an audit of leaks needs tests of at least 20 samples together; got 1",
    );
  });
});

test("wrong labels are the same labels elsewhere", () => {
  const sorted = (y: Float64Array) => [...y].sort((a, b) => a - b);
  for (const wrong of [shuffledLabels(table, seeded(1)), reversedLabels(table)]) {
    expect(sorted(wrong.y)).toEqual(sorted(table.y));
    expect(wrong.y).not.toEqual(table.y);
    expect(wrong.columns).toBe(table.columns);
  }
  expect([...reversedLabels(table).y]).toEqual([...table.y].reverse());
});

test("the rank score is Somers' D of classes and Spearman's correlation of numbers", () => {
  const y = [1, 0, 1, 1, 0, 0, 1];
  const p = [0.9, 0.4, 0.4, 0.8, 0.1, 0.5, 0.2];
  let [better, worse, pairs] = [0, 0, 0];
  for (const [i, a] of y.entries()) {
    for (const [j, b] of y.entries()) {
      if (a !== 1 || b !== 0) continue;
      pairs++;
      if (p[i]! > p[j]!) better++;
      if (p[i]! < p[j]!) worse++;
    }
  }
  expect(rankScore(p, y)).toBeCloseTo((better - worse) / pairs, 12);
  // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) = 0.8208
  expect(rankScore([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.820783, 6);
  expect(rankScore([1, 2], [1, 1])).toBeNaN();
  expect(rankScore([1, 2], [0, 0])).toBeNaN();
});
