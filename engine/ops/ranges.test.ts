import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { cleanColumn } from "../compile/testing/series.ts";
import { normal, seeded } from "../core/random.ts";
import type { Node } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import * as ops from "./index.ts";

const nan = Number.NaN;
const length = 120;
const n = 20;
const fields = ["open", "high", "low", "close", "volume"] as const;
const bars = Object.fromEntries(fields.map((field) => [field, cleanColumn(field, length)])) as Record<
  (typeof fields)[number],
  Float64Array
>;
const { open, high, low, close, volume } = bars;
type Build = (market: Market) => Node;
const run = (build: Build, data: Record<string, ArrayLike<number>> = bars) => [...evaluate(data, build)];
const last = (build: Build, data?: Record<string, ArrayLike<number>>) => run(build, data).at(-1)!;
const span = Array.from({ length: n }, (_, k) => length - n + k);
const mean = (of: (i: number) => number) => span.reduce((sum, i) => sum + of(i), 0) / n;
const variance = (of: (i: number) => number) => {
  const middle = mean(of);
  return (mean((i) => (of(i) - middle) ** 2) * n) / (n - 1);
};
const estimators: [string, (market: Market, n: number) => Node][] = [
  ["Parkinson", ops.parkinson],
  ["Garman-Klass", ops.garmanKlass],
  ["Rogers-Satchell", ops.rogersSatchell],
  ["Yang-Zhang", ops.yangZhang],
];
const flat = Object.fromEntries(fields.map((field) => [field, new Array(60).fill(1.1)]));

describe("volatility from ranges equals the published formulas", () => {
  const range = (i: number) => Math.log(high[i]! / low[i]!);
  const body = (i: number) => Math.log(close[i]! / open[i]!);
  const [up, down] = [
    (i: number) => Math.log(high[i]! / open[i]!),
    (i: number) => Math.log(low[i]! / open[i]!),
  ];
  const drift = (i: number) => up(i) * (up(i) - body(i)) + down(i) * (down(i) - body(i));
  const gap = (i: number) => Math.log(open[i]! / close[i - 1]!);
  const k = 0.34 / (1.34 + (n + 1) / (n - 1));

  test.each<[string, Build, number]>([
    ["Parkinson", (m) => ops.parkinson(m, n), Math.sqrt(mean((i) => range(i) ** 2) / (4 * Math.log(2)))],
    [
      "Garman-Klass",
      (m) => ops.garmanKlass(m, n),
      Math.sqrt(mean((i) => range(i) ** 2 / 2 - (2 * Math.log(2) - 1) * body(i) ** 2)),
    ],
    ["Rogers-Satchell", (m) => ops.rogersSatchell(m, n), Math.sqrt(mean(drift))],
    [
      "Yang-Zhang",
      (m) => ops.yangZhang(m, n),
      Math.sqrt(variance(gap) + k * variance(body) + (1 - k) * mean(drift)),
    ],
  ])("%s", (_, build, wanted) => expect(last(build)).toBeCloseTo(wanted, 13));

  test("each finds the volatility that made the prices", () => {
    const random = seeded(5);
    const sigma = 0.02;
    const made = Object.fromEntries(fields.map((field) => [field, new Float64Array(4000)]));
    let price = 100;
    for (let i = 0; i < 4000; i++) {
      const path = [price];
      for (let t = 0; t < 200; t++)
        path.push(path.at(-1)! * Math.exp((sigma / Math.sqrt(200)) * normal(random)));
      price = path.at(-1)!;
      made.open![i] = path[0]!;
      made.high![i] = Math.max(...path);
      made.low![i] = Math.min(...path);
      made.close![i] = price;
    }
    // A path of 200 steps misses the true extremes, which biases ranges down by a few percent.
    for (const [name, make] of estimators) {
      const found = last((m) => make(m, 3999), made);
      expect(found / sigma, name).toBeGreaterThan(0.9);
      expect(found / sigma, name).toBeLessThan(1.02);
    }
  });

  test.each(estimators)("%s of a still market is 0", (_, make) =>
    expect(last((m) => make(m, 10), flat)).toBe(0),
  );
});

describe("bands and ranges", () => {
  test("the first bar has no true range, or its own", () => {
    const data = { high: [3, 5], low: [1, 4], close: [2, 4] };
    expect(run((m) => ops.trueRange(m), data)).toEqual([nan, 3]);
    expect(run((m) => ops.trueRange(m, "range"), data)).toEqual([2, 3]);
    expect(run((m) => ops.atr(m, { n: 1, start: "range" }), data)).toEqual([2, 3]);
  });

  test("each average of the true range", () => {
    const x = [0, 1, 3, 2, 5, 9];
    const data = { high: x.map((v) => v + 1), low: x, close: x };
    const ranges = run((m) => ops.trueRange(m), data).slice(1);
    const mean3 = (ranges[2]! + ranges[3]! + ranges[4]!) / 3;
    expect(last((m) => ops.atr(m, { n: 3, smooth: "simple" }), data)).toBeCloseTo(mean3, 14);
    for (const smooth of ["wilder", "ema"] as const) {
      const weight = smooth === "ema" ? 0.5 : 1 / 3;
      const seed = (ranges[0]! + ranges[1]! + ranges[2]!) / 3;
      const next = seed + (ranges[3]! - seed) * weight;
      expect(run((m) => ops.atr(m, { n: 3, smooth }), data)[4]).toBeCloseTo(next, 14);
    }
  });

  test("bollinger bands of a still market close up, and a place between them is not known", () => {
    expect(last((m) => ops.bollinger(m.close).upper, flat)).toBe(1.1);
    expect(last((m) => ops.bollinger(m.close).lower, flat)).toBe(1.1);
    expect(last((m) => ops.bollinger(m.close).bandwidth, flat)).toBe(0);
    expect(last((m) => ops.bollinger(m.close).percentB, flat)).toBeNaN();
  });

  test("percentB and bandwidth say where and how wide", () => {
    const [upper, lower] = [
      last((m) => ops.bollinger(m.close).upper),
      last((m) => ops.bollinger(m.close).lower),
    ];
    const x = close.at(-1)!;
    expect(last((m) => ops.bollinger(m.close).percentB)).toBeCloseTo((x - lower) / (upper - lower), 12);
    expect(last((m) => ops.bollinger(m.close).bandwidth)).toBeCloseTo(
      (2 * (upper - lower)) / (upper + lower),
      12,
    );
  });

  test("keltner keeps its distance in average true ranges", () => {
    const build = (m: Market) => ops.keltner(m, { n: 5, atr: 4, k: 1.5 });
    const wanted = last((m) => ops.ema(m.close, 5)) + 1.5 * last((m) => ops.atr(m, 4));
    expect(last((m) => build(m).upper)).toBeCloseTo(wanted, 13);
  });
});

describe("volume", () => {
  const flow = (i: number) => ((2 * close[i]! - high[i]! - low[i]!) / (high[i]! - low[i]!)) * volume[i]!;

  test("Chaikin money flow", () => {
    expect(last((m) => ops.cmf(m, n))).toBeCloseTo(mean(flow) / mean((i) => volume[i]!), 12);
    expect(last((m) => ops.cmf(m, n), { ...flat, volume: new Array(60).fill(0) })).toBeNaN();
  });

  test("the accumulation/distribution line and its oscillator", () => {
    const line = Array.from(close, (_, i) => flow(i));
    for (let i = 1; i < length; i++) line[i]! += line[i - 1]!;
    expect(last((m) => ops.adl(m))).toBeCloseTo(line.at(-1)!, 11);
    const smoothed = (k: number) => line.reduce((value, x) => value + ((x - value) * 2) / (k + 1));
    expect(last((m) => ops.chaikinOscillator(m))).toBeCloseTo(smoothed(3) - smoothed(10), 11);
    expect(() => run((m) => ops.chaikinOscillator(m, { fast: 10 }))).toThrow(
      "chaikinOscillator: fast must be less than slow; was 10 and 10",
    );
  });

  test("a bar without range moves no money", () => {
    expect(last((m) => ops.moneyFlowVolume(m), flat)).toBe(0);
    expect(last((m) => ops.adl(m), flat)).toBe(0);
  });

  test("on-balance volume in each convention", () => {
    const data = { close: [5, 6, 6, 4], volume: [10, 20, 30, 40] };
    expect(run((m) => ops.obv(m), data)).toEqual([10, 30, 30, -10]);
    expect(run((m) => ops.obv(m, { ties: "add" }), data)).toEqual([10, 30, 60, 20]);
    expect(run((m) => ops.obv(m, { start: "zero" }), data)).toEqual([0, 20, 20, -20]);
  });

  test("the money flow index counts what moved", () => {
    const x = [1, 2, 2, 1, 3];
    const data = { high: x, low: x, close: x, volume: [1, 1, 1, 1, 1] };
    expect(last((m) => ops.mfi(m, 4), data)).toBeCloseTo((100 * 5) / 6, 12);
    expect(last((m) => ops.mfi(m, 4), flat)).toBe(0);
    expect(last((m) => ops.mfi(m, { n: 4, flat: 50 }), flat)).toBe(50);
  });

  test("volume-weighted prices wait for a trade", () => {
    const data = { high: [2, 3, 4], low: [2, 3, 4], close: [2, 3, 4], volume: [0, 1, 3] };
    expect(run((m) => ops.vwap(m), data)).toEqual([nan, 3, 15 / 4]);
    expect(run((m) => ops.rollingVwap(m, 1), data)).toEqual([nan, 3, 4]);
  });
});
