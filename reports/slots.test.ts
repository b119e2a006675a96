import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { candlesOn, onSlots, slotAt, slotsOf, slotTime, widened } from "./slots.ts";

const dayMs = 86_400_000;
const known = (column: Float64Array) => [...column].filter((value) => !Number.isNaN(value));

describe("slots", () => {
  test("are one bar each where they fit, missing bars and weekends blank", () => {
    const ts = Float64Array.of(0, 1, 4, 5).map((day) => day * dayMs);
    const slots = slotsOf({ fromMs: 0, lastMs: ts[3]!, frameMs: dayMs, limit: 10 });
    expect([slots.count, slots.stepMs]).toEqual([6, dayMs]);
    expect([...onSlots(slots, ts, Float64Array.of(7, 8, 9, 6))]).toEqual([7, 8, NaN, NaN, 9, 6]);
  });

  test("forgive clocks that change: a day of 23 hours keeps its place", () => {
    const ts = Float64Array.of(0, dayMs, 2 * dayMs - 3_600_000, 3 * dayMs - 3_600_000);
    const slots = slotsOf({ fromMs: 0, lastMs: ts[3]!, frameMs: dayMs, limit: 10 });
    expect([...onSlots(slots, ts, Float64Array.of(1, 2, 3, 4))]).toEqual([1, 2, 3, 4]);
  });

  test("are none where there is no bar", () => {
    expect(slotsOf({ fromMs: NaN, lastMs: NaN, frameMs: 1, limit: 10 }).count).toBe(0);
  });

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: -99, max: 99 })), {
      minLength: 1,
      maxLength: 300,
    }),
    fc.integer({ min: 4, max: 60 }),
  ])("of equal span keep first and last time, the extremes and the end", (steps, limit) => {
    let now = 1000;
    const ts = Float64Array.from(steps, ([gap]) => (now += gap));
    const column = Float64Array.from(steps, ([, value]) => value);
    const last = ts.length - 1;
    const slots = slotsOf({ fromMs: ts[0]!, lastMs: ts[last]!, frameMs: 1, limit });
    const drawn = onSlots(slots, ts, column);
    expect(slots.count).toBeLessThanOrEqual(limit);
    expect(slotAt(slots, ts[last]!)).toBe(slots.count - 1);
    expect(drawn[slots.count - 1]).toBe(column[last]);
    // The stretch of the last bar ends with it; all before it keep both extremes, within their own stretch of time.
    const width = slots.stepMs === 1 ? 1 : 2;
    const bucket = (ms: number) => Math.floor(slotAt(slots, ms) / width);
    for (let b = 0; b < bucket(ts[last]!); b++) {
      const inside = [...column].filter((_, i) => bucket(ts[i]!) === b);
      const here = known(drawn.subarray(b * width, (b + 1) * width));
      if (inside.length === 0) expect(here).toEqual([]);
      else expect([Math.min(...here), Math.max(...here)]).toEqual([Math.min(...inside), Math.max(...inside)]);
    }
  });

  test("widened by a factor begin at the same moment and cover the same time", () => {
    const slots = slotsOf({ fromMs: 500, lastMs: 500 + 99, frameMs: 1, limit: 100 });
    const wide = widened(slots, 3);
    expect([wide.count, wide.stepMs, slotTime(wide, 1)]).toEqual([34, 3, 503]);
  });
});

describe("candles on slots", () => {
  const bars = {
    symbol: "A",
    timeframeMs: 1,
    ts: Float64Array.of(0, 1, 2, 3, 6),
    open: Float64Array.of(1, 2, 3, 4, 5),
    high: Float64Array.of(9, 3, 4, 8, 6),
    low: Float64Array.of(0.5, 0.1, 2, 3, 4),
    close: Float64Array.of(2, 3, 4, 5, 5.5),
    volume: new Float64Array(5),
  };
  const slots = { fromMs: 0, stepMs: 2, count: 4, frameMs: 1 };

  test("join bars as a longer timeframe would have shown them, and leave out what has no bar", () => {
    const joined = candlesOn(slots, bars, 0);
    expect(joined.at).toEqual([0, 1, 3]);
    expect([...joined.open]).toEqual([1, 3, 5]);
    expect([...joined.high]).toEqual([9, 8, 6]);
    expect([...joined.low]).toEqual([0.1, 2, 4]);
    expect([...joined.close]).toEqual([3, 5, 5.5]);
  });

  test("pass over bars without a price", () => {
    const open = Float64Array.of(NaN, 2, 3, 4, NaN);
    const joined = candlesOn(slots, { ...bars, open }, 0);
    expect([joined.at, [...joined.open]]).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});
