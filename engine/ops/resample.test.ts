import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { createTable, type Node } from "../graph/node.ts";
import { type Market, traceMarket } from "../graph/strategy.ts";
import * as ops from "./index.ts";

const _ = Number.NaN;
const hourMs = 3_600_000;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_x, i) => from + i);

/** Bars at the given hours since 1970, with their own number as price. */
const bars = (hours: readonly number[]) => ({
  ts: hours.map((hour) => hour * hourMs),
  open: hours,
  high: hours.map((hour) => hour + 0.5),
  low: hours.map((hour) => hour - 0.5),
  close: hours.map((hour) => hour + 0.25),
  volume: hours.map(() => 1),
});
const run = (hours: readonly number[], build: (market: Market) => Node) => [
  ...evaluate(bars(hours), build, { timeframeMs: hourMs }),
];
const four = (pick: (m: Market) => Node) => (market: Market) => ops.resample(market, "4h", pick);

describe("resample", () => {
  test("a period is known on the bar that completes it, and held until the next", () => {
    const closes = run(
      range(0, 9),
      four(({ close }) => close),
    );
    expect(closes).toEqual([_, _, _, 3.25, 3.25, 3.25, 3.25, 7.25, 7.25]);
  });

  test("open, high, low, volume and time of a period", () => {
    const at = (pick: (m: Market) => Node) => run(range(0, 8), four(pick)).at(-1);
    expect(at(({ open }) => open)).toBe(4);
    expect(at(({ high }) => high)).toBe(7.5);
    expect(at(({ low }) => low)).toBe(3.5);
    expect(at(({ volume }) => volume)).toBe(4);
    expect(at(({ ts }) => ts)).toBe(4 * hourMs);
  });

  test("operators inside count in periods", () => {
    const lagged = run(
      range(0, 13),
      four(({ close }) => ops.lag(close)),
    );
    expect(lagged).toEqual([_, _, _, _, _, _, _, 3.25, 3.25, 3.25, 3.25, 7.25, 7.25]);
  });

  test("a first period that was not seen from its beginning is left out", () => {
    const closes = run(
      range(1, 9),
      four(({ close }) => close),
    );
    expect(closes).toEqual([_, _, _, _, _, _, 7.25, 7.25]);
  });

  test("a period whose last bars are missing completes at the first later bar, without it", () => {
    const highs = run(
      [0, 1, 2, 5, 6, 7],
      four(({ high }) => high),
    );
    expect(highs).toEqual([_, _, _, 2.5, 2.5, 7.5]);
  });

  test("two periods that complete at one bar come one after the other", () => {
    const closes = run(
      [0, 1, 2, 7, 8, 9],
      four(({ close }) => close),
    );
    expect(closes).toEqual([_, _, _, 2.25, 7.25, 7.25]);
    const sums = run(
      [0, 1, 2, 7, 8, 9, 15, 16],
      four(({ volume }) => ops.cumSum(volume)),
    );
    expect(sums).toEqual([_, _, _, 3, 4, 4, 6, 7]);
  });

  test("a period without any bar gives nothing", () => {
    const sums = run(
      [0, 1, 2, 3, 12, 13, 14, 15],
      four(({ volume }) => ops.cumSum(volume)),
    );
    expect(sums).toEqual([_, _, _, 4, 4, 4, 4, 8]);
  });

  test("a missing value is not there; a row without a time changes nothing", () => {
    const gap = { ...bars(range(0, 5)), close: [1, 2, 3, _, 5] };
    const last = (fields: typeof gap) =>
      evaluate(fields, (m) => ops.resample(m, "4h", ({ close }) => close), { timeframeMs: hourMs });
    expect([...last(gap)]).toEqual([_, _, _, 3, 3]);
    expect([...last({ ...gap, ts: [0, hourMs, _, 3 * hourMs, 4 * hourMs] })]).toEqual([_, _, _, 2, 2]);
  });

  test("weeks begin on Monday", () => {
    const week = run(range(0, 24 * 12), (market) => ops.resample(market, "1w", ({ ts }) => ts));
    const first = week.findIndex((value) => !Number.isNaN(value));
    // 1970-01-05 was a Monday.
    expect(new Date(week[first]!).toISOString()).toBe("1970-01-05T00:00:00.000Z");
    expect(first).toBe(24 * 11 - 1);
  });

  test("a timeframe within a timeframe", () => {
    const nested = (market: Market) =>
      ops.resample(market, "2h", (two) => ops.resample(two, "4h", ({ close }) => close));
    expect(run(range(0, 9), nested)).toEqual(
      run(
        range(0, 9),
        four(({ close }) => close),
      ),
    );
  });

  test("several results are each held, signals too", () => {
    const market = traceMarket(createTable(), ["A"], hourMs, "A");
    const made = ops.resample(market, "4h", ({ close }) => ({ level: close, up: ops.rising(close) }));
    expect([made.level.kind, made.up.kind]).toEqual(["number", "boolean"]);
    expect(made.up.body).toMatchObject({ op: { name: "holdSignal" } });
  });

  test("the warm-up holds wherever in a period the data begins", () => {
    const build = four(({ close }) => ops.sma(close, 3));
    const { warmup } = build(traceMarket(createTable(), ["A"], hourMs, "A"));
    const firsts = range(0, 4).map((start) =>
      run(range(start, start + 40), build).findIndex((value) => !Number.isNaN(value)),
    );
    expect(Math.max(...firsts)).toBe(warmup);
    expect(warmup).toBe(6 + 2 * 4);
  });

  test("another symbol and another column follow the same clock", () => {
    const market = traceMarket(createTable(), ["A", "B"], hourMs, "A");
    const other = ops.resample(market, "1d", (day) => day.of("B").series("funding"));
    expect(other.warmup).toBe(46);
  });

  test("refuses a timeframe that is not a multiple of the market's", () => {
    const market = traceMarket(createTable(), ["A"], 4 * hourMs, "A");
    expect(() => ops.resample(market, "6h", ({ close }) => close)).toThrow(
      'resample: timeframe must be a multiple of the market\'s 4h; was "6h"',
    );
  });
});
