import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { joinBars, keepExtremes } from "./downsample.ts";

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

describe("joinBars", () => {
  const bars = {
    ts: Float64Array.of(0, 1, 2, 3, 4),
    open: Float64Array.of(1, 2, 3, 4, 5),
    high: Float64Array.of(9, 3, 4, 8, 6),
    low: Float64Array.of(0.5, 0.1, 2, 3, 4),
    close: Float64Array.of(2, 3, 4, 5, 5.5),
  };

  test("joins bars as a longer timeframe would have shown them", () => {
    const joined = joinBars(bars, { from: 0, limit: 3 });
    expect(joined.size).toBe(2);
    expect([...joined.ts]).toEqual([0, 2, 4]);
    expect([...joined.open]).toEqual([1, 3, 5]);
    expect([...joined.high]).toEqual([9, 8, 6]);
    expect([...joined.low]).toEqual([0.1, 2, 4]);
    expect([...joined.close]).toEqual([3, 5, 5.5]);
  });

  test("leaves short histories as they are, and a candle without a known price unknown", () => {
    expect(joinBars(bars, { from: 3, limit: 10 })).toMatchObject({ size: 1, ts: Float64Array.of(3, 4) });
    const unknown = Float64Array.of(NaN);
    const none = joinBars(
      { ts: Float64Array.of(0), open: unknown, high: unknown, low: unknown, close: unknown },
      { from: 0, limit: 9 },
    );
    expect([none.high[0], none.low[0]]).toEqual([NaN, NaN]);
  });
});
