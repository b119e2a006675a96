import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { keepExtremes } from "./downsample.ts";

const values = fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(NaN)), {
  minLength: 1,
  maxLength: 400,
});

describe("keepExtremes", () => {
  test.prop([values, fc.integer({ min: 6, max: 100 })])(
    "keeps the ends and the extremes, in order, within the limit",
    (xs, limit) => {
      const column = Float64Array.from(xs);
      const kept = [...keepExtremes([column], { from: 0, to: xs.length, limit })];
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      expect(kept.length).toBeLessThanOrEqual(Math.max(limit, 4));
      expect([kept[0], kept.at(-1)]).toEqual([0, xs.length - 1]);
      const known = xs.filter((x) => !Number.isNaN(x));
      const seen = kept.map((i) => xs[i]!).filter((x) => !Number.isNaN(x));
      expect([Math.min(...seen), Math.max(...seen)]).toEqual([Math.min(...known), Math.max(...known)]);
    },
  );

  test("keeps the extremes of every column", () => {
    const up = Float64Array.from({ length: 1000 }, (_, i) => (i === 500 ? 9 : 0));
    const down = Float64Array.from({ length: 1000 }, (_, i) => (i === 700 ? -9 : 0));
    const kept = keepExtremes([up, down], { from: 0, to: 1000, limit: 50 });
    expect([kept.includes(500), kept.includes(700), kept.length <= 50]).toEqual([true, true, true]);
  });

  test("keeps all of a short column, and nothing of an empty one", () => {
    const column = Float64Array.of(1, 2, 3);
    expect([...keepExtremes([column], { from: 1, to: 3, limit: 10 })]).toEqual([1, 2]);
    expect(keepExtremes([column], { from: 3, to: 3, limit: 10 })).toHaveLength(0);
  });
});
