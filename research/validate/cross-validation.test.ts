import { expect, test } from "vitest";
import { foldsOf, timeSeriesSplits } from "./cross-validation.ts";
import { combinationsOf, combinatorialPurged } from "./cross-validation-combinatorial.ts";
import { purgedKFold } from "./cross-validation-purged.ts";
import { walkForwardWindows } from "./cross-validation-walk-forward.ts";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

test("folds cover all observations once and differ by at most one in length", () => {
  for (let n = 2; n < 40; n++) {
    for (let k = 2; k <= n; k++) {
      const folds = foldsOf(n, k);
      expect(folds.map(([start]) => start)).toEqual([0, ...folds.slice(0, -1).map(([, end]) => end)]);
      expect(folds.at(-1)![1]).toBe(n);
      const lengths = folds.map(([start, end]) => end - start);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }
  }
});

test("no training observation overlaps with the span of a test or lies in the embargo behind it", () => {
  const ends = [0, 4, 3, 9, 6, 5, 10, 7, 11, 10, 16, 13, 12, 17, 14, 18, 17, 19, 19, 19];
  for (const embargo of [0, 1, 3]) {
    for (const { train, test: tested } of purgedKFold({ ends, folds: 4, embargo })) {
      const last = Math.max(...tested.map((i) => ends[i]!));
      const kept = range(20).filter((i) => ends[i]! < tested[0]! || i > last + embargo);
      expect(train).toEqual(kept);
    }
  }
});

test("every path of the combinatorial splits tests each observation once, and every test belongs to one path", () => {
  const ends = range(24);
  for (const [count, size] of [
    [4, 2],
    [6, 2],
    [6, 3],
    [8, 1],
  ] as const) {
    const { groups, splits, paths } = combinatorialPurged({ ends, groups: count, testGroups: size });
    const used = paths.flatMap((path) => path.map((split, group) => `${split}:${group}`));
    expect(new Set(used).size).toBe(splits.length * size);
    for (const path of paths) {
      for (const [group, split] of path.entries()) expect(splits[split]!.testGroups).toContain(group);
      expect(path).toHaveLength(groups.length);
    }
    for (const { train, test: tested } of splits) {
      expect([...train, ...tested].sort((a, b) => a - b)).toEqual(ends);
    }
  }
});

test("what cannot be cut is refused", () => {
  expect(() => foldsOf(3, 4)).toThrow("folds must be a whole number from 2 to the 3 observations; was 4");
  expect(() => foldsOf(9, 2.5)).toThrow("was 2.5");
  expect(() => timeSeriesSplits(4, { splits: 5 })).toThrow("need more than 4 observations");
  expect(() => purgedKFold({ ends: [0, 0], folds: 2 })).toThrow(
    "observation 1 must end at 1 or later; it ends at 0",
  );
  expect(() => purgedKFold({ ends: [0, 1], folds: 2, embargo: -1 })).toThrow(
    "embargo must be a whole number",
  );
  expect(() => combinatorialPurged({ ends: range(9), groups: 3, testGroups: 3 })).toThrow(
    "from 1 to 2; was 3",
  );
  expect(() => combinationsOf(60, 30)).toThrow("more than 100000 splits");
  expect(() => walkForwardWindows(10, { train: 0, test: 1 })).toThrow(
    "train must be a whole number of at least 1",
  );
  expect(walkForwardWindows(3, { train: 3, test: 1 })).toEqual([]);
});
