import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { cleanColumn } from "../compile/testing/series.ts";
import { normal, seeded } from "../core/random.ts";
import type { Series } from "../graph/node.ts";
import * as ops from "./index.ts";

const nan = Number.NaN;
const length = 300;
const close = cleanColumn("close", length);
const volume = cleanColumn("volume", length).map((value, i) => (i % 50 === 0 ? 0 : value));

type Build = (market: { close: Series; volume: Series }) => Series;
const run = (build: Build, x: ArrayLike<number> = close) =>
  evaluate({ close: x, volume: volume.slice(0, x.length) }, build);
const weights = (n: number) => Array.from({ length: n }, (_, k) => k + 1);
function dot(xs: ArrayLike<number>, ws: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < xs.length; k++) sum += xs[k]! * ws[k]!;
  return sum;
}
const total = (xs: ArrayLike<number>) => dot(xs, new Array(xs.length).fill(1));
const rolling = (x: Float64Array, n: number, of: (window: Float64Array, i: number) => number) =>
  x.map((_, i) => (i < n - 1 ? nan : of(x.subarray(i - n + 1, i + 1), i)));
const weighted = (x: Float64Array, n: number) => {
  const ws = weights(n);
  return rolling(x, n, (window) => dot(window, ws) / total(ws));
};
const mean = (x: Float64Array, n: number) => rolling(x, n, (window) => total(window) / n);

/** Exponential average by its weights: a w (1 - w)^k of each value after the seed, and the rest of the seed. */
function exponential(x: Float64Array, n: number, w: number): Float64Array {
  const first = x.findIndex((value) => !Number.isNaN(value));
  const seedAt = first + n - 1;
  return x.map((_, i) => {
    if (i < seedAt) return nan;
    let value = (total(x.subarray(first, seedAt + 1)) / n) * (1 - w) ** (i - seedAt);
    for (let j = seedAt + 1; j <= i; j++) value += w * (1 - w) ** (i - j) * x[j]!;
    return value;
  });
}

function adaptive(x: Float64Array, n: number, quick: number, slow: number): Float64Array {
  const out = x.map(() => nan);
  let value = x[n - 1]!;
  for (let t = n; t < x.length; t++) {
    let way = 0;
    for (let j = t - n + 1; j <= t; j++) way += Math.abs(x[j]! - x[j - 1]!);
    const efficiency = Math.abs(x[t]! - x[t - n]!) / way;
    const [most, least] = [2 / (quick + 1), 2 / (slow + 1)];
    value += (efficiency * (most - least) + least) ** 2 * (x[t]! - value);
    out[t] = value;
  }
  return out;
}

const hull = (x: Float64Array, n: number) => {
  const half = weighted(x, Math.floor(n / 2));
  const whole = weighted(x, n);
  const raw = half.map((value, i) => 2 * value - whole[i]!);
  return weighted(raw, Math.floor(Math.sqrt(n)));
};

function expectNear(got: Float64Array, wanted: Float64Array, digits = 11): void {
  expect(got.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries()) {
    const isNear = Number.isNaN(value)
      ? Number.isNaN(got[i])
      : Math.abs(got[i]! - value) < 10 ** -digits * Math.max(1, Math.abs(value));
    if (!isNear) expect(got[i], `bar ${i}`).toBe(value);
  }
}

describe("averages equal their definitions", () => {
  test.each<[string, Build, Float64Array]>([
    ["sma 20", (m) => ops.sma(m.close, 20), mean(close, 20)],
    ["sma 1", (m) => ops.sma(m.close, 1), close],
    ["ema 12", (m) => ops.ema(m.close, 12), exponential(close, 12, 2 / 13)],
    ["rma 14", (m) => ops.rma(m.close, 14), exponential(close, 14, 1 / 14)],
    ["wma 9", (m) => ops.wma(m.close, 9), weighted(close, 9)],
    ["wma 1", (m) => ops.wma(m.close, 1), close],
    ["hma 16", (m) => ops.hma(m.close, 16), hull(close, 16)],
    ["hma 9", (m) => ops.hma(m.close, 9), hull(close, 9)],
    ["kama 10", (m) => ops.kama(m.close, 10), adaptive(close, 10, 2, 30)],
    ["kama 7, 3, 20", (m) => ops.kama(m.close, { n: 7, quick: 3, slow: 20 }), adaptive(close, 7, 3, 20)],
    ["trima 5", (m) => ops.trima(m.close, 5), rolling(close, 5, (w) => dot(w, [1, 2, 3, 2, 1]) / 9)],
    ["trima 4", (m) => ops.trima(m.close, 4), rolling(close, 4, (w) => dot(w, [1, 2, 2, 1]) / 6)],
    [
      "vwma 10",
      (m) => ops.vwma({ price: m.close, volume: m.volume }, 10),
      rolling(close, 10, (w, i) => {
        const v = volume.subarray(i - 9, i + 1);
        return dot(w, v) / total(v);
      }),
    ],
    [
      "dema 8",
      (m) => ops.dema(m.close, 8),
      ((once) => once.map((value, i) => 2 * value - exponential(once, 8, 2 / 9)[i]!))(
        exponential(close, 8, 2 / 9),
      ),
    ],
    [
      "zlema 9",
      (m) => ops.zlema(m.close, 9),
      exponential(
        close.map((value, i) => 2 * value - (close[i - 4] ?? nan)),
        9,
        0.2,
      ),
    ],
  ])("%s", (_, build, wanted) => expectNear(run(build), wanted));

  test("tema is 3 once - 3 twice + thrice", () => {
    const [once, n] = [exponential(close, 6, 2 / 7), 6];
    const twice = exponential(once, n, 2 / 7);
    const thrice = exponential(twice, n, 2 / 7);
    expectNear(
      run((m) => ops.tema(m.close, n)),
      once.map((value, i) => 3 * value - 3 * twice[i]! + thrice[i]!),
      10,
    );
  });
});

describe("seeds", () => {
  test("first: the recursion of pandas from the first value, shown from the n-th on", () => {
    const x = [1, 2, 3, 4];
    expect([...run((m) => ops.ema(m.close, { n: 3, seed: "first" }), x)]).toEqual([nan, nan, 2.25, 3.125]);
    expect([...run((m) => ops.rma(m.close, { n: 2, seed: "first" }), x)]).toEqual([nan, 1.5, 2.25, 3.125]);
  });

  test("skip leaves values out before the seed", () => {
    const x = [9, 1, 2, 3, 4];
    expect([...run((m) => ops.ema(m.close, { n: 3, skip: 1 }), x)]).toEqual([nan, nan, nan, 2, 3]);
  });

  test("Wilder's running sum begins with the plain sum of n - 1 values", () => {
    expect([...run((m) => ops.wilderSum(m.close, 3), [1, 2, 3, 4])]).toEqual([nan, nan, 5, 5 - 5 / 3 + 4]);
  });
});

describe("what rounding does", () => {
  const averages: [string, Build][] = [
    ["sma", (m) => ops.sma(m.close, 7)],
    ["wma", (m) => ops.wma(m.close, 7)],
    ["ema", (m) => ops.ema(m.close, 7)],
    ["trima", (m) => ops.trima(m.close, 7)],
  ];

  test.each(averages)("%s of a flat market is its price to the last bit", (_, build) => {
    const random = seeded(3);
    for (let k = 0; k < 50; k++) {
      const price = random() * 1000;
      const x = new Float64Array(60).fill(price);
      if (k % 2 === 0) x.set([0.1, 1e6, 3]);
      const settled = build === averages[2]![1] && k % 2 === 0 ? 60 : 20;
      expect(new Set([price, ...run(build, x).subarray(settled)]).size).toBe(1);
    }
  });

  test.each([
    ["sma", (m) => ops.sma(m.close, 50), (x) => mean(x, 50)],
    ["wma", (m) => ops.wma(m.close, 50), (x) => weighted(x, 50)],
  ] as [string, Build, (x: Float64Array) => Float64Array][])(
    "%s of 100,000 bars does not drift, and a price a million times the others leaves nothing behind",
    (_, build, naive) => {
      const random = seeded(11);
      let price = 1;
      const x = Float64Array.from({ length: 100_000 }, (_, i) => {
        price *= 1 + 0.001 * normal(random);
        return i % 5000 < 100 ? price * 1e6 : price;
      });
      expectNear(evaluate({ close: x }, build as never), naive(x), 14);
    },
  );

  test("a window of zeros averages to exactly zero", () => {
    const x = [0.1, 0.7, 1e9, -3.3, ...new Array(10).fill(0)];
    for (const [, build] of averages.slice(0, 2)) {
      expect(run(build, x).at(-1)).toBe(0);
    }
  });

  test("an overflow ends with the window that holds it", () => {
    const x = [1, 1.5e308, 1.5e308, 1, 2, 3, 4, 5];
    const sma = [...run((m) => ops.sma(m.close, 3), x)];
    expect(sma.slice(0, 5)).toEqual([nan, nan, nan, nan, 1.5e308 / 3]);
    expect(sma.slice(5)).toEqual([2, 3, 4]);
    const stream = evaluate({ close: x }, (m) => ops.sma(m.close, 3), { mode: "stream" });
    expect([...stream]).toEqual(sma);
    const wma = [...run((m) => ops.wma(m.close, 3), x)];
    expect(wma.slice(-1)).toEqual([(3 + 2 * 4 + 3 * 5) / 6]);
  });
});

describe("gaps and bad parameters", () => {
  test("a bar without a value is not there", () => {
    const x = [1, 2, nan, 3, nan, 4];
    expect([...run((m) => ops.sma(m.close, 2), x)]).toEqual([nan, 1.5, nan, 2.5, nan, 3.5]);
    expect([...run((m) => ops.wma(m.close, 2), x)]).toEqual([nan, 5 / 3, nan, 8 / 3, nan, 11 / 3]);
    expect([...run((m) => ops.ema(m.close, 2), x)]).toEqual([nan, 1.5, nan, 2.5, nan, 3.5]);
  });

  test("vwma is not known where nothing was traded", () => {
    const made = evaluate({ close: [1, 2, 3], volume: [0, 0, 1] }, (m) =>
      ops.vwma({ price: m.close, volume: m.volume }, 2),
    );
    expect([...made]).toEqual([nan, nan, 3]);
  });

  test("kama of a market that stands still stays", () => {
    expect([...run((m) => ops.kama(m.close, 3), [1, 5, 5, 5, 5, 5, 5])].slice(-1)).toEqual([5]);
  });

  test.each<[string, Build, string]>([
    ["sma", (m) => ops.sma(m.close, 0), "sma: n must be a whole number of at least 1; was 0"],
    ["ema", (m) => ops.ema(m.close, 2.5), "ema: n must be a whole number of at least 1; was 2.5"],
    [
      "ema",
      (m) => ops.ema(m.close, { n: 3, seed: "last" as "sma" }),
      "ema: seed must be one of sma, first; was last",
    ],
    ["hma", (m) => ops.hma(m.close, 1), "hma: n must be a whole number of at least 2; was 1"],
    [
      "kama",
      (m) => ops.kama(m.close, { n: 5, quick: 0 }),
      "kama: quick must be a number of at least 1; was 0",
    ],
    [
      "vwma",
      (m) => ops.vwma({ price: m.close } as never, 5),
      "vwma: volume must be a number series; it is missing",
    ],
  ])("%s says what is wrong", (_, build, message) => expect(() => run(build)).toThrow(message));
});
