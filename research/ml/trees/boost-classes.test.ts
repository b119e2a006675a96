import { describe, expect, test } from "vitest";
import { type ClassTrees, probabilitiesOf } from "../../../engine/model/class-trees.ts";
import { parseModel, predictorOf } from "../../../engine/model/kinds.ts";
import { boost } from "./boost.ts";
import { boostClasses } from "./boost-classes.ts";
import type { Samples } from "./boost-options.ts";
import { madeUp, rowMajor } from "./testing/made-up.ts";

/** Classes -1, 0 and 1 by where a regression target lies. */
function thirds(rows: number, seed = 1): Samples {
  const { columns, y } = madeUp(rows, { seed, binary: false });
  return { columns, y: y.map((value) => (value < 0.35 ? -1 : value < 0.65 ? 0 : 1)) };
}

/** Mean multinomial log-loss, from the definition. */
function lossOf(model: ClassTrees, { columns, y }: Samples): number {
  const [x, out, write] = [rowMajor(columns), new Float64Array(model.classes.length), probabilitiesOf(model)];
  return (
    y.reduce((sum, value, i) => {
      write(x, i * columns.length, out);
      return sum - Math.log(out[model.classes.indexOf(value)]!);
    }, 0) / y.length
  );
}

describe("boostClasses", () => {
  test("learns probabilities far better than the shares of the classes", () => {
    const [train, later] = [thirds(3000), thirds(2000, 2)];
    const shares = [-1, 0, 1].map((wanted) => train.y.filter((value) => value === wanted).length / 3000);
    const chance = shares.reduce((sum, share) => sum - share * Math.log(share), 0);
    const { model, splits } = boostClasses(train, { trees: 60, leavesMax: 8 });
    expect(lossOf(model, later)).toBeLessThan(0.75 * chance);
    expect(Math.min(splits[0]!, splits[1]!, splits[2]!)).toBeGreaterThan(Math.max(splits[3]!, splits[4]!));
  });

  test("the trainer's last validation loss is that of inference", () => {
    const [train, validation] = [thirds(800), thirds(400, 3)];
    const { model, losses } = boostClasses(train, { validation, trees: 100, rowShare: 0.7, seed: 5 });
    const best = Math.min(...losses);
    expect(model.roots.length).toBe(3 * (losses.indexOf(best) + 1));
    expect(lossOf(model, validation)).toBeCloseTo(best, 13);
  });

  test("the prediction is the expectation of the target", () => {
    const train = thirds(500);
    const { model } = boostClasses(train, { trees: 10 });
    const [x, out] = [rowMajor(train.columns), new Float64Array(3)];
    for (let i = 0; i < 20; i++) {
      probabilitiesOf(model)(x, i * 5, out);
      expect(out.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 14);
      expect(predictorOf(model)(x, i * 5)).toBeCloseTo(out[2]! - out[0]!, 14);
    }
  });

  test("two classes are learned as their probability is by boost", () => {
    const [train, later] = [madeUp(1000), madeUp(200, { seed: 2 })];
    const options = { trees: 30, l2: 0 };
    const [two, one] = [boostClasses(train, options), boost(train, { ...options, loss: "logistic" })];
    const x = rowMajor(later.columns);
    for (let i = 0; i < 200; i++) {
      expect(predictorOf(two.model)(x, i * 5)).toBeCloseTo(predictorOf(one.model)(x, i * 5), 9);
    }
  });

  test("a model comes back from an untrusted record, and a broken one does not", () => {
    const { model } = boostClasses(thirds(300), { trees: 3 });
    expect(parseModel(model, 5)).toEqual(model);
    expect(() => parseModel({ ...model, classes: Float64Array.of(1, 0, 2) }, 5)).toThrow("rising");
    expect(() => parseModel({ ...model, roots: model.roots.subarray(1) }, 5)).toThrow("multiple of the 3");
    expect(() => parseModel({ ...model, base: Float64Array.of(1) }, 5)).toThrow("must hold 3 values");
  });

  test("refuses a target of one value, of many, and a validation of another class", () => {
    const { columns, y } = thirds(300);
    expect(() => boostClasses({ columns, y: y.map(() => 1) }, {})).toThrow(
      "2 to 100 distinct values; it holds 1",
    );
    expect(() => boostClasses({ columns, y: y.map((_, i) => i) }, {})).toThrow("it holds 300");
    const validation = { columns, y: y.map(() => 7) };
    expect(() => boostClasses({ columns, y }, { validation })).toThrow("must be one of -1, 0, 1; was 7");
  });
});
