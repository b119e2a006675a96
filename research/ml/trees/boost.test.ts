import { describe, expect, test } from "vitest";
import { predictorOf } from "../../../engine/model/kinds.ts";
import { scoreOf, type TreeEnsemble } from "../../../engine/model/trees.ts";
import { boost } from "./boost.ts";
import type { Samples } from "./boost-options.ts";
import { logLoss } from "./losses.ts";
import { madeUp, rowMajor } from "./testing/made-up.ts";

function predictions(model: TreeEnsemble, columns: readonly Float64Array[]): Float64Array {
  const [x, predict] = [rowMajor(columns), predictorOf(model)];
  return Float64Array.from({ length: columns[0]!.length }, (_, i) => predict(x, i * columns.length));
}

function lossOf(model: TreeEnsemble, { columns, y }: Samples): number {
  const x = rowMajor(columns);
  const scores = Array.from(y, (_, i) => scoreOf(model, x, i * columns.length));
  return scores.reduce((sum, score, i) => sum + logLoss.of(y[i]!, score), 0) / y.length;
}

/** The best first split of a regression, from its definition, over every threshold between neighbours. */
function bruteSplit({ columns, y }: Samples, l2: number): { feature: number; gain: number } {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const worth = (rows: number[]) => rows.reduce((sum, i) => sum + y[i]! - mean, 0) ** 2 / (rows.length + l2);
  const all = Array.from(y.keys());
  let best = { feature: -1, gain: 0 };
  for (const [feature, column] of columns.entries()) {
    for (const threshold of column) {
      const gain =
        worth(all.filter((i) => column[i]! <= threshold)) +
        worth(all.filter((i) => !(column[i]! <= threshold))) -
        worth(all);
      if (gain > best.gain + 1e-12) best = { feature, gain };
    }
  }
  return best;
}

describe("boost", () => {
  test("the first split is that of the definition", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const samples = madeUp(100, { features: 3, seed, binary: false });
      const { model, gain } = boost(samples, {
        loss: "squared",
        trees: 1,
        leavesMax: 2,
        leafRowsMin: 1,
        l2: 2,
      });
      const wanted = bruteSplit(samples, 2);
      expect(model.feature[0]).toBe(wanted.feature);
      expect(gain[wanted.feature]).toBeCloseTo(wanted.gain, 9);
    }
  });

  test("one tree with leaves of one row remembers its target", () => {
    const { columns, y } = madeUp(60, { binary: false });
    const { model } = boost(
      { columns, y },
      { loss: "squared", trees: 1, learningRate: 1, leavesMax: 60, leafRowsMin: 1, l2: 0 },
    );
    for (const [i, value] of predictions(model, columns).entries()) expect(value).toBeCloseTo(y[i]!, 12);
  });

  test("learns a probability better than chance and nears the true one", () => {
    const [train, later] = [madeUp(4000), madeUp(4000, { seed: 2 })];
    const { model, splits } = boost(train, { loss: "logistic", leavesMax: 15 });
    const truth =
      -later.chances.reduce((sum, p, i) => sum + Math.log(later.y[i] === 1 ? p : 1 - p), 0) / 4000;
    const found = lossOf(model, later);
    expect(truth).toBeLessThan(found);
    expect(found).toBeLessThan(truth + 0.03);
    expect(Math.min(splits[0]!, splits[1]!, splits[2]!)).toBeGreaterThan(Math.max(splits[3]!, splits[4]!));
  });

  test("the trainer's last validation loss is that of inference", () => {
    const [train, validation] = [madeUp(1000, { missing: 0.5 }), madeUp(500, { seed: 3, missing: 0.5 })];
    const { model, losses } = boost(train, { loss: "logistic", validation, trees: 200, rowShare: 0.7 });
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(model.roots.length).toBe(best);
    expect(losses.length).toBe(best + 10);
    expect(lossOf(model, validation)).toBeCloseTo(losses[best - 1]!, 13);
  });

  test("missing values choose their side", () => {
    const x = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? Number.NaN : i));
    const y = x.map((value) => (value === value && value < 100 ? 0 : 1));
    const { model } = boost({ columns: [x], y }, { loss: "squared", trees: 1, learningRate: 1, l2: 0 });
    expect(predictions(model, [Float64Array.of(Number.NaN, 50, 150)])).toEqual(Float64Array.of(1, 0, 1));
    const alone = boost(
      { columns: [x], y: x.map((value) => Number(value !== value)) },
      { loss: "squared", trees: 1, learningRate: 1, l2: 0 },
    );
    const far = Float64Array.of(Number.NaN, -1e300, 1e300);
    expect(predictions(alone.model, [far])).toEqual(Float64Array.of(1, 0, 0));
  });

  test("a monotone score never turns", () => {
    const train = madeUp(2000);
    for (const direction of [1, -1]) {
      const { model } = boost(train, { loss: "logistic", monotone: [direction, 0, 0, 0, 0] });
      for (let k = 0; k < 40; k++) {
        const rest = train.columns.map((column) => column[k]!);
        const grid = Float64Array.from({ length: 200 }, (_, i) => i / 25 - 4);
        const along = predictions(model, [grid, ...rest.slice(1).map((v) => new Float64Array(200).fill(v))]);
        expect(along.every((p, i) => i === 0 || direction * (p - along[i - 1]!) >= 0)).toBe(true);
      }
    }
  });

  test("a quantile leaves its share below", () => {
    const [train, later] = [madeUp(4000, { binary: false }), madeUp(4000, { binary: false, seed: 2 })];
    for (const quantile of [0.1, 0.5, 0.9]) {
      const { model } = boost(train, { loss: "quantile", quantile, leavesMax: 8 });
      const found = predictions(model, later.columns);
      const below = later.y.reduce((sum, y, i) => sum + Number(y <= found[i]!), 0) / 4000;
      expect(Math.abs(below - quantile)).toBeLessThan(0.05);
    }
  });

  test("equal seeds give equal models, other seeds others", () => {
    const options = { loss: "logistic", rowShare: 0.5, featureShare: 0.6, trees: 20 } as const;
    const train = madeUp(500);
    const [one, two] = [boost(train, { ...options, seed: 5 }), boost(train, { ...options, seed: 5 })];
    expect(one).toEqual(two);
    expect(boost(train, { ...options, seed: 6 }).model).not.toEqual(one.model);
  });

  test("a weight of two is a sample twice", () => {
    // Few enough rows for every value to have a bin of its own, whether it stands there once or twice.
    const { columns, y } = madeUp(250);
    const weights = y.map((_, i) => (i < 120 ? 2 : 1));
    const twice = (values: Float64Array) => Float64Array.of(...values, ...values.subarray(0, 120));
    const options = { loss: "logistic", trees: 5, leafRowsMin: 1, leavesMax: 4 } as const;
    const [a, b] = [
      boost({ columns, y, weights }, options).model,
      boost({ columns: columns.map(twice), y: twice(y) }, options).model,
    ];
    expect(a.feature).toEqual(b.feature);
    for (const [k, value] of a.value.entries()) expect(value).toBeCloseTo(b.value[k]!, 10);
  });

  test.each([
    [{ learningRate: 0 }, "learningRate must be in (0, 1]; was 0"],
    [{ trees: 1.5 }, "trees must be a whole number of at least 1; was 1.5"],
    [{ l2: -1 }, "l2 must be at least 0; was -1"],
    [{ monotone: [1] }, "monotone must hold -1, 0 or 1 for each of the 5 features; was 1"],
  ])("refuses %o", (changes, message) => {
    expect(() => boost(madeUp(50), { loss: "logistic", ...changes })).toThrow(message);
  });

  test("refuses targets and columns that do not suit", () => {
    const { columns, y } = madeUp(50);
    const options = { loss: "logistic" } as const;
    expect(() => boost({ columns, y: y.map(() => 1) }, options)).toThrow("it holds 1 alone");
    expect(() => boost({ columns, y: y.map(() => 0.5) }, options)).toThrow("target must be 0 or 1; was 0.5");
    expect(() => boost({ columns: [y.subarray(1)], y }, options)).toThrow("as many rows as the target, 50");
    const infinite = Float64Array.from(y, () => Number.POSITIVE_INFINITY);
    expect(() => boost({ columns: [infinite], y }, options)).toThrow("it holds an infinity");
  });
});
