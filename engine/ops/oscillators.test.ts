import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { cleanColumn } from "../compile/testing/series.ts";
import type { Node } from "../graph/node.ts";
import type { Market } from "../graph/strategy.ts";
import * as ops from "./index.ts";

const nan = Number.NaN;
const fields = ["open", "high", "low", "close", "volume"] as const;
type Bars = Record<(typeof fields)[number], ArrayLike<number>>;
const barsOf = (length: number): Record<keyof Bars, Float64Array> =>
  Object.fromEntries(fields.map((field) => [field, cleanColumn(field, length)])) as never;
const bars = barsOf(200);
const flat: Bars = { open: [], high: [], low: [], close: [], volume: [] };
for (const field of fields) flat[field] = new Array(40).fill(field === "volume" ? 3 : 1.1);

type Build = (market: Market) => Node;
const run = (build: Build, data: Bars = bars) => evaluate(data, build);
const last = (build: Build, data: Bars = bars) => run(build, data).at(-1)!;
const span = (n: number) => Array.from({ length: n }, (_, k) => bars.close.length - n + k);
const sumOver = (n: number, of: (i: number) => number) => span(n).reduce((sum, i) => sum + of(i), 0);
const { high, low, close } = bars;
const change = (i: number) => close[i]! - close[i - 1]!;
const trueRange = (i: number) => Math.max(high[i]!, close[i - 1]!) - Math.min(low[i]!, close[i - 1]!);

describe("oscillators equal their published formulas", () => {
  const rises = (n: number) => sumOver(n, (i) => Math.max(change(i), 0));
  const falls = (n: number) => sumOver(n, (i) => Math.max(-change(i), 0));
  const pressure = (n: number) =>
    sumOver(n, (i) => close[i]! - Math.min(low[i]!, close[i - 1]!)) / sumOver(n, trueRange);
  const smoothed = (x: Float64Array, n: number) => {
    let value = x.subarray(0, n).reduce((sum, v) => sum + v, 0) / n;
    for (const v of x.subarray(n)) value = (2 * v + (n - 1) * value) / (n + 1);
    return value;
  };

  test.each<[string, Build, number]>([
    [
      "Chande's momentum oscillator of sums",
      (m) => ops.cmo(m.close, { n: 9, smooth: "simple" }),
      (100 * (rises(9) - falls(9))) / (rises(9) + falls(9)),
    ],
    [
      "Cutler's RSI",
      (m) => ops.rsi(m.close, { n: 9, smooth: "simple" }),
      100 - 100 / (1 + rises(9) / falls(9)),
    ],
    ["CMO is 2 RSI - 100", (m) => ops.cmo(m.close, 14), 2 * last((m) => ops.rsi(m.close, 14)) - 100],
    ["ultimate", (m) => ops.ultimate(m), (100 * (4 * pressure(7) + 2 * pressure(14) + pressure(28))) / 7],
    [
      "ppo",
      (m) => ops.ppo(m.close, { seed: "own" }).ppo,
      100 * (smoothed(close, 12) / smoothed(close, 26) - 1),
    ],
    ["mom", (m) => ops.mom(m.close, 5), close.at(-1)! - close.at(-6)!],
    ["roc", (m) => ops.roc(m.close, 5), 100 * (close.at(-1)! / close.at(-6)! - 1)],
    [
      "williams",
      (m) => ops.williamsR(m, 14),
      (-100 * (Math.max(...high.slice(-14)) - close.at(-1)!)) /
        (Math.max(...high.slice(-14)) - Math.min(...low.slice(-14))),
    ],
  ])("%s", (_, build, wanted) => expect(last(build)).toBeCloseTo(wanted, 9));

  test("the signal of ppo is its average, the histogram what is between them", () => {
    const { ppo, signal, histogram } = Object.fromEntries(
      (["ppo", "signal", "histogram"] as const).map((key) => [key, last((m) => ops.ppo(m.close)[key])]),
    ) as Record<"ppo" | "signal" | "histogram", number>;
    expect(histogram).toBeCloseTo(ppo - signal, 12);
    expect(signal).toBeCloseTo(smoothed(run((m) => ops.ppo(m.close, { seed: "own" }).ppo).slice(25), 9), 3);
  });

  test("commodity channel index", () => {
    const typical = close.map((c, i) => (high[i]! + low[i]! + c) / 3).slice(-20);
    const mean = typical.reduce((sum, x) => sum + x, 0) / 20;
    const deviation = typical.reduce((sum, x) => sum + Math.abs(x - mean), 0) / 20;
    expect(last((m) => ops.cci(m, 20))).toBeCloseTo((typical.at(-1)! - mean) / (0.015 * deviation), 8);
  });
});

describe("lines that belong together", () => {
  const first = (build: Build) => run(build).findIndex((value) => !Number.isNaN(value));

  test("begin together as in TA-Lib, or each as soon as it can", () => {
    expect(first((m) => ops.stoch(m).k)).toBe(17);
    expect(first((m) => ops.stoch(m, { aligned: false }).k)).toBe(15);
    expect(first((m) => ops.stochFast(m).k)).toBe(15);
    expect(first((m) => ops.stochFast(m, { aligned: false }).k)).toBe(13);
    expect(first((m) => ops.stochRsi(m.close, { n: 14, aligned: false }).k)).toBe(27);
    expect(first((m) => ops.macd(m.close).macd)).toBe(33);
    expect(first((m) => ops.macd(m.close, { seed: "own" }).macd)).toBe(25);
  });

  test("a fast length that is not less than the slow one is refused", () => {
    expect(() => run((m) => ops.macd(m.close, { fast: 26 }).macd)).toThrow(
      "macd: fast must be less than slow; was 26 and 26",
    );
    expect(() => run((m) => ops.ppo(m.close, { fast: 30 }).ppo)).toThrow("ppo: fast must be less than slow");
  });
});

describe("a market that does not move", () => {
  test.each<[string, Build, number]>([
    ["rsi", (m) => ops.rsi(m.close, 14), 0],
    ["rsi told otherwise", (m) => ops.rsi(m.close, { n: 14, flat: 50 }), 50],
    ["Cutler's rsi", (m) => ops.rsi(m.close, { n: 14, smooth: "simple" }), 0],
    ["cmo", (m) => ops.cmo(m.close, 14), 0],
    ["cci", (m) => ops.cci(m, 14), 0],
    ["stoch", (m) => ops.stoch(m).d, 0],
    ["stoch told otherwise", (m) => ops.stoch(m, { flat: 50 }).k, 50],
    ["stochRsi told otherwise", (m) => ops.stochRsi(m.close, { n: 5, flat: 50 }).d, 50],
    ["williamsR", (m) => ops.williamsR(m, 14), 0],
    ["ultimate", (m) => ops.ultimate(m), 0],
    ["macd", (m) => ops.macd(m.close).histogram, 0],
    ["trix", (m) => ops.trix(m.close, 4), 0],
    ["roc", (m) => ops.roc(m.close, 4), 0],
    ["ppo", (m) => ops.ppo(m.close).ppo, 0],
  ])("%s", (_, build, wanted) => expect(last(build, flat)).toBe(wanted));

  test("Cutler's rsi knows stillness after movement", () => {
    const x = [0.1, 0.7, 0.3, 1e6, 0.3, ...new Array(20).fill(0.3)];
    expect(evaluate({ close: x }, (m) => ops.rsi(m.close, { n: 5, smooth: "simple", flat: 50 })).at(-1)).toBe(
      50,
    );
  });
});

test("a change from zero is not known", () => {
  const made = evaluate({ close: [0, 1, 2, 4] }, (m) => ops.roc(m.close, 1));
  expect([...made]).toEqual([nan, nan, 100, 100]);
});

test("a bar without prices is not there", () => {
  const without = (x: ArrayLike<number>) => Array.from(x, (value, i) => (i === 100 ? nan : value));
  const dropped = (x: ArrayLike<number>) => Array.from(x).filter((_, i) => i !== 100);
  const map = (of: (x: ArrayLike<number>) => number[]) =>
    Object.fromEntries(fields.map((field) => [field, of(bars[field])])) as unknown as Bars;
  for (const build of [
    (m: Market) => ops.rsi(m.close, 14),
    (m: Market) => ops.cci(m, 20),
    (m: Market) => ops.ultimate(m),
    (m: Market) => ops.stoch(m).d,
  ]) {
    const got = run(build, map(without));
    expect(got[100]).toBeNaN();
    expect([...got].filter((_, i) => i !== 100)).toEqual([...run(build, map(dropped))]);
  }
});
