import { describe, expect, test } from "vitest";
import { seeded } from "../../../engine/core/random.ts";
import { type FoldOptions, foldPlan } from "./folds.ts";

const hourMs = 3_600_000;
const bars = 1_000;
const ts = Float64Array.from({ length: bars }, (_, i) => i * hourMs);

/** A sample a bar from the 50th on, whose label takes up to 20 bars. */
const samples = (() => {
  const random = seeded(1);
  const rows = Array.from({ length: bars - 80 }, (_, i) => i + 50);
  return {
    startMs: Float64Array.from(rows, (row) => (row + 1) * hourMs),
    availableMs: Float64Array.from(rows, (row) => (row + 2 + Math.floor(20 * random())) * hourMs),
  };
})();
const plan = (options: FoldOptions) => foldPlan(ts, hourMs, samples, options);

describe("walking forward", () => {
  const options = {
    scheme: "walk-forward",
    trainMs: 200 * hourMs,
    testMs: 90 * hourMs,
    embargoMs: 5 * hourMs,
  } as const;

  test("a model learns only from labels that are known as its window ends, and is tested after the embargo", () => {
    const { folds, stretches } = plan(options);
    expect(folds.length).toBeGreaterThan(5);
    for (const [k, { train, trainRows, testRows }] of folds.entries()) {
      const { fromMs, toMs } = train[0]!;
      expect(toMs - fromMs).toBe(options.trainMs);
      expect(stretches[k]!.fromMs).toBe(toMs + options.embargoMs);
      for (const row of trainRows) {
        expect(samples.availableMs[row]!).toBeLessThanOrEqual(toMs);
        expect(samples.startMs[row]!).toBeGreaterThan(fromMs);
      }
      for (const row of testRows)
        expect(samples.startMs[row]! - hourMs).toBeGreaterThanOrEqual(stretches[k]!.fromMs);
    }
  });

  test("tests join without a gap, to the end of the data, and no sample is tested twice", () => {
    const { folds, stretches, paths } = plan(options);
    for (let k = 1; k < stretches.length; k++) expect(stretches[k]!.fromMs).toBe(stretches[k - 1]!.toMs);
    expect(stretches.at(-1)!.toMs).toBe(bars * hourMs);
    const tested = folds.flatMap(({ testRows }) => [...testRows]);
    expect(new Set(tested).size).toBe(tested.length);
    expect(paths).toEqual([folds.map((_, k) => k)]);
  });

  test("an anchored window begins with the first sample and grows", () => {
    const { folds } = plan({ ...options, scheme: "anchored" });
    expect(new Set(folds.map(({ train }) => train[0]!.fromMs))).toEqual(new Set([50 * hourMs]));
    const counts = folds.map(({ trainRows }) => trainRows.length);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  test("says what does not fit", () => {
    expect(() => plan({ ...options, trainMs: 2_000 * hourMs })).toThrow(
      "training and embargo must leave history to test",
    );
    expect(() => plan({ ...options, testMs: 1 })).toThrow(
      "--test must be as long as a bar at least; was 1 ms",
    );
    expect(() => plan({ ...options, trainMs: hourMs })).toThrow(
      /every fold must have samples to learn from; fold 1 .* lengthen --train/,
    );
  });
});

describe("cross-validation", () => {
  test.each([
    { scheme: "purged-kfold", folds: 6, testGroups: 1, embargoMs: 10 * hourMs },
    { scheme: "cpcv", folds: 6, testGroups: 2, embargoMs: 10 * hourMs },
  ] as const)("$scheme: no training sample tells of what a test tells of, or of its embargo", (options) => {
    const { folds, stretches } = plan(options);
    for (const { test, trainRows, testRows } of folds) {
      for (const group of test) {
        const { fromMs, toMs } = stretches[group]!;
        const own = [...testRows].filter(
          (row) => samples.startMs[row]! > fromMs && samples.startMs[row]! <= toMs,
        );
        const last = Math.max(toMs, ...own.map((row) => samples.availableMs[row]!));
        for (const row of trainRows) {
          const apart =
            samples.availableMs[row]! <= fromMs || samples.startMs[row]! > last + options.embargoMs;
          expect(apart).toBe(true);
        }
      }
    }
    // Purging takes what must go and no more.
    const kept = folds.map(({ trainRows }) => trainRows.length);
    expect(Math.min(...kept)).toBeGreaterThan(
      (samples.startMs.length * (6 - options.testGroups - 1)) / 6 - 100,
    );
  });

  test("paths of combinations go through all stretches, each test on one path", () => {
    const { folds, paths, stretches } = plan({ scheme: "cpcv", folds: 6, testGroups: 2, embargoMs: 0 });
    expect(folds).toHaveLength(15);
    expect(paths).toHaveLength(5);
    const used = new Set<string>();
    for (const path of paths) {
      expect(path).toHaveLength(stretches.length);
      for (const [stretch, fold] of path.entries()) {
        expect(folds[fold]!.test).toContain(stretch);
        used.add(`${stretch} ${fold}`);
      }
    }
    expect(used.size).toBe(30);
    expect(() => plan({ scheme: "cpcv", folds: 3, testGroups: 3, embargoMs: 0 })).toThrow(
      "test groups must be a whole number from 1 to 2; was 3",
    );
  });
});
