import { describe, expect, test } from "vitest";
import { normal, seeded } from "../engine/core/random.ts";
import { number, op, type Series, type Strategy, strategy } from "../engine/graph/strategy.ts";
import type { Bars, Dataset } from "../engine/trade/bars.ts";
import { strategies } from "../strategies/index.ts";
import { checkLookahead } from "./lookahead.ts";
import { withTamperedFuture } from "./tamper.ts";

const hourMs = 3_600_000;

/** A random walk of hourly bars; `missing` is the share of bars that are not there. */
function walk(symbol: string, length: number, seed: number, missing = 0): Bars {
  const random = seeded(seed);
  const rows: number[][] = [];
  let price = 100;
  for (let i = 0; i < length; i++) {
    const open = price;
    price *= Math.exp(0.01 * normal(random) + 0.004 * Math.sin(i / 40));
    const wick = 1 + 0.004 * random();
    const row = [
      i * hourMs,
      open,
      Math.max(open, price) * wick,
      Math.min(open, price) / wick,
      price,
      5 + random(),
    ];
    if (random() >= missing) rows.push(row);
  }
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  return {
    symbol,
    timeframeMs: hourMs,
    ts: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

const dataset = (bars: Bars): Dataset => ({
  bars,
  identity: {
    name: bars.symbol,
    symbol: bars.symbol,
    exchange: "test",
    timeframe: "1h",
    source: "walk",
    sha256: "",
    rows: bars.ts.length,
    fromMs: bars.ts[0]!,
    toMs: bars.ts.at(-1)! + hourMs,
    synthetic: true,
    allowed: [],
  },
});
const one = (length = 600, missing = 0) => [dataset(walk("A", length, 7, missing))];
const identity = (x: number): number => x;

const nextClose = op({
  name: "nextClose",
  inputs: [number],
  step: (_state, x) => identity(x),
  column: (_params, [x], out) => {
    for (let i = 0; i < out.length; i++) out[i] = x![i + 1] ?? x![i]!;
  },
});

const held = (name: string, value: (x: Series) => Series): Strategy =>
  strategy({ name, decide: ({ close }) => ({ target: value(close) }) });

describe("a strategy that looks ahead is caught", () => {
  test("a kernel that reads the next bar, at the first bar that it betrays", () => {
    const { clean, difference } = checkLookahead(held("reads-ahead", nextClose), {}, one());
    expect(clean).toBe(false);
    expect(difference).toMatchObject({
      probe: "stream",
      bar: 0,
      ts: 0,
      symbol: "A",
      role: "target",
      operator: "nextClose",
      cut: 1,
    });
    expect(difference!.whole).not.toBe(difference!.blind);
  });

  test("a step that reads the data itself, of which it keeps hold", () => {
    const data = one();
    const closes = data[0]!.bars.close;
    const before = closes.slice();
    const peek = op({
      name: "peek",
      inputs: [number],
      init: () => ({ i: 0 }),
      step: (state: { i: number }, x) => (closes[++state.i]! > x ? 1 : 0),
    });
    const { difference } = checkLookahead(held("peeks", peek), {}, data);
    expect(difference).toMatchObject({ probe: "tampered", role: "target", operator: "peek" });
    expect(difference!.bar).toBe(difference!.cut - 1);
    expect(closes).toEqual(before);
  });

  test("a kernel that scales by the mean of all bars, and its step by what the kernel has left behind", () => {
    let mean = Number.NaN;
    const scaled = op({
      name: "scaled",
      inputs: [number],
      step: (_state, x) => x / mean,
      column: (_params, [x], out) => {
        if (Number.isNaN(mean)) mean = x!.reduce((sum, value) => sum + value, 0) / x!.length;
        for (let i = 0; i < out.length; i++) out[i] = x![i]! / mean;
      },
    });
    const { difference } = checkLookahead(held("scales", scaled), {}, one());
    expect(difference).toMatchObject({ probe: "stream", operator: "scaled", blind: Number.NaN });
  });

  test("a kernel that reaches the buffer behind its input, though its step agrees where there is no future", () => {
    const behind = op({
      name: "behind",
      inputs: [number],
      step: (_state, x) => identity(x),
      column: (_params, [x], out) => {
        const all = new Float64Array(x!.buffer);
        out.set(x!.map((value, i) => (i === 20 && all.length > 500 ? all[500]! : value)));
      },
    });
    expect(checkLookahead(held("behind", behind), {}, one()).difference).toMatchObject({ bar: 20 });
  });

  test("a kernel and a step that share one leak of the length of the data, in a stop", () => {
    const bars = one(500);
    const size = op({ name: "size", inputs: [number], step: () => bars[0]!.bars.close.at(-1)! });
    const leaking = strategy({
      name: "stops-by-the-last-close",
      decide: ({ close }) => ({ target: 1, stop: { price: size(close) } }),
    });
    const { difference } = checkLookahead(leaking, {}, bars);
    expect(difference).toMatchObject({ probe: "tampered", role: "stop", bar: 0, operator: "size" });
  });
});

describe("honest strategies pass", () => {
  test.each(Object.values(strategies))("$name", (shipped) => {
    const gaps = [dataset(walk("A", 900, 1, 0.03)), dataset(walk("B", 900, 2, 0.05))];
    const data = (shipped.symbolsMin ?? 1) > 1 ? gaps : [dataset(walk("A", 900, 3))];
    const report = checkLookahead(shipped, {}, data, { cuts: 5, around: 2 });
    expect(report.difference).toBeUndefined();
    expect(report.clean).toBe(true);
    expect(report.cuts.length).toBeGreaterThan(8);
    expect(report.operators).toBeGreaterThan(1);
  });

  test("a constant target has nothing to compare", () => {
    const hold = strategy({ name: "hold", decide: () => ({ target: 1 }) });
    expect(checkLookahead(hold, {}, one(50))).toMatchObject({ clean: true, operators: 0, bars: 50 });
  });
});

test("the data is restored, after an error too", () => {
  const bars = { ...walk("A", 50, 3), extra: { funding: new Float64Array(50).fill(0.01) } };
  const before = structuredClone(bars);
  expect(() =>
    withTamperedFuture([bars], 20 * hourMs, () => {
      expect(bars.close.slice(0, 20)).toEqual(before.close.slice(0, 20));
      expect(bars.close[20]).not.toBe(before.close[20]);
      expect(bars.extra.funding[30]).not.toBe(0.01);
      for (let i = 0; i < 50; i++) expect(bars.high[i]).toBeGreaterThanOrEqual(bars.low[i]!);
      throw new Error("work failed");
    }),
  ).toThrow("work failed");
  expect(bars).toEqual(before);
});

test("too little data and too few cuts are refused", () => {
  expect(() => checkLookahead(held("x", nextClose), {}, one(2))).toThrow("at least 3 bars; got 2");
  expect(() => checkLookahead(held("x", nextClose), {}, one(20), { cuts: 0 })).toThrow(
    "must be at least 1; was 0",
  );
});
