import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { normal, seeded } from "../core/random.ts";
import type { Series } from "../graph/node.ts";
import * as ops from "./index.ts";

type Naive = (window: readonly number[]) => number;
type Build = (x: Series, n: number) => Series;

const total = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0);
const mean = (xs: readonly number[]) => total(xs) / xs.length;
function power(xs: readonly number[], p: number): number {
  const centre = mean(xs);
  return total(xs.map((x) => (x - centre) ** p));
}
const variance = (xs: readonly number[], ddof = 1) => power(xs, 2) / (xs.length - ddof);
const sorted = (xs: readonly number[]) => [...xs].sort((a, b) => a - b);
const times = (xs: readonly number[]) => xs.map((_, i) => i);
function comoment(xs: readonly number[], ys: readonly number[]): number {
  const [x0, y0] = [mean(xs), mean(ys)];
  return total(xs.map((x, i) => (x - x0) * (ys[i]! - y0)));
}
const slope = (xs: readonly number[]) => comoment(xs, times(xs)) / power(times(xs), 2);

function quantile(xs: readonly number[], q: number): number {
  const place = (xs.length - 1) * q;
  const low = sorted(xs)[Math.floor(place)]!;
  const high = sorted(xs)[Math.ceil(place)]!;
  return low + (high - low) * (place - Math.floor(place));
}
function skew(xs: readonly number[]): number {
  const n = xs.length;
  const s = Math.sqrt(variance(xs));
  return ((n / ((n - 1) * (n - 2))) * power(xs, 3)) / s ** 3;
}
function kurtosis(xs: readonly number[]): number {
  const n = xs.length;
  const fourth = power(xs, 4) / variance(xs) ** 2;
  return ((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * fourth - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
}

const table: [string, Build, Naive][] = [
  ["sum", (x, n) => ops.sum(x, n), total],
  ["product", (x, n) => ops.product(x, n), (xs) => xs.reduce((all, x) => all * x, 1)],
  ["std", (x, n) => ops.std(x, n), (xs) => Math.sqrt(variance(xs))],
  ["std of a population", (x, n) => ops.std(x, { n, ddof: 0 }), (xs) => Math.sqrt(variance(xs, 0))],
  ["variance", (x, n) => ops.variance(x, n), (xs) => variance(xs)],
  ["zscore", (x, n) => ops.zscore(x, n), (xs) => (xs.at(-1)! - mean(xs)) / Math.sqrt(variance(xs))],
  ["highest", (x, n) => ops.highest(x, n), (xs) => Math.max(...xs)],
  ["lowest", (x, n) => ops.lowest(x, n), (xs) => Math.min(...xs)],
  ["sinceHighest", (x, n) => ops.sinceHighest(x, n), (xs) => xs.length - 1 - xs.lastIndexOf(Math.max(...xs))],
  ["sinceLowest", (x, n) => ops.sinceLowest(x, n), (xs) => xs.length - 1 - xs.lastIndexOf(Math.min(...xs))],
  ["median", (x, n) => ops.median(x, n), (xs) => quantile(xs, 0.5)],
  ["quantile", (x, n) => ops.quantile(x, { n, q: 0.1 }), (xs) => quantile(xs, 0.1)],
  ["quantile 1", (x, n) => ops.quantile(x, { n, q: 1 }), (xs) => Math.max(...xs)],
  [
    "rank",
    (x, n) => ops.rank(x, n),
    (xs) => {
      const below = xs.filter((x) => x < xs.at(-1)!).length;
      const equal = xs.filter((x) => x === xs.at(-1)).length;
      return (below + (equal + 1) / 2) / xs.length;
    },
  ],
  ["skew", (x, n) => ops.skew(x, n), skew],
  ["kurtosis", (x, n) => ops.kurtosis(x, n), kurtosis],
  ["slope", (x, n) => ops.slope(x, n), slope],
  ["intercept", (x, n) => ops.intercept(x, n), (xs) => mean(xs) - (slope(xs) * (xs.length - 1)) / 2],
  ["forecast", (x, n) => ops.forecast(x, n), (xs) => mean(xs) + (slope(xs) * (xs.length + 1)) / 2],
  [
    "end of the line",
    (x, n) => ops.forecast(x, { n, ahead: 0 }),
    (xs) => mean(xs) + (slope(xs) * (xs.length - 1)) / 2,
  ],
  ["r2", (x, n) => ops.r2(x, n), (xs) => comoment(xs, times(xs)) ** 2 / (power(xs, 2) * power(times(xs), 2))],
];

/** A walk whose level jumps up by six orders of magnitude and back. */
function shifted(length: number, seed: number): Float64Array {
  const random = seeded(seed);
  let level = 1;
  return Float64Array.from({ length }, (_, i) => {
    level += 0.01 * normal(random);
    if (random() < 0.1) level = Math.round(10 * level) / 10;
    return level + (i > length / 3 && i < length / 2 ? 1e6 : 0);
  });
}

/** The greatest error relative to the size of the result, or to `floor` where the result is smaller than that. */
function worst(got: Float64Array, x: Float64Array, n: number, naive: Naive, stride = 1): number {
  let most = 0;
  for (let i = 0; i < got.length; i += stride) {
    if (i < n - 1) {
      expect(got[i]).toBeNaN();
      continue;
    }
    const expected = naive([...x.subarray(i - n + 1, i + 1)]);
    most = Math.max(most, Math.abs(got[i]! - expected) / Math.max(1e-3, Math.abs(expected)));
  }
  return most;
}

describe("rolling statistics equal their definition over each window", () => {
  test.each(table)("%s", (_name, build, naive) => {
    const random = seeded(11);
    const x = Float64Array.from({ length: 400 }, () => Math.round(50 + 20 * normal(random)) / 10);
    for (const n of [4, 5, 21]) {
      const got = evaluate({ x }, (m) => build(m.series("x"), n));
      expect(worst(got, x, n, naive)).toBeLessThan(1e-10);
    }
  });

  test("a window of one bar", () => {
    const x = [3, -1, 2];
    const one = (build: Build) => [...evaluate({ x }, (m) => build(m.series("x"), 1))];
    for (const build of [ops.sum, ops.product, ops.highest, ops.lowest, ops.median]) {
      expect(one((series, n) => build(series, n))).toEqual(x);
    }
    expect(one((series, n) => ops.rank(series, n))).toEqual([1, 1, 1]);
    expect(one((series, n) => ops.std(series, { n, ddof: 0 }))).toEqual([0, 0, 0]);
    expect(one((series, n) => ops.std(series, n))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe("nothing drifts over 100,000 bars with a jump of the level by 1e6 and back", () => {
  const x = shifted(100_000, 5);
  const n = 50;
  test.each(table.filter(([name]) => name !== "product"))("%s", (_name, build, naive) => {
    const tail = 60_000;
    const got = evaluate({ x }, (m) => build(m.series("x"), n)).subarray(tail - n + 1);
    const last = x.subarray(tail - n + 1);
    for (let k = 0; k < n - 1; k++) got[k] = Number.NaN;
    expect(worst(got, last, n, naive, 7)).toBeLessThan(1e-10);
  });

  test.each(table.filter(([name]) => ["sum", "std", "variance"].includes(name)))(
    "%s, at the raised level and over the jump",
    (name, build, naive) => {
      const got = evaluate({ x }, (m) => build(m.series("x"), n));
      // At 1e6 a mean is known to 1e-10, which is some 1e-9 of the smallest deviations there.
      expect(worst(got, x, n, naive, 11)).toBeLessThan(name === "sum" ? 1e-10 : 1e-7);
    },
  );
});

describe("flat windows are exactly flat", () => {
  const x = Float64Array.from({ length: 30 }, (_, i) => (i < 5 ? i : 0.1));
  const last = (build: (x: Series) => Series) => evaluate({ x }, (m) => build(m.series("x"))).at(-1);
  test.each([
    ["std", (s: Series) => ops.std(s, 10), 0],
    ["variance", (s: Series) => ops.variance(s, 7), 0],
    ["zscore", (s: Series) => ops.zscore(s, 10), Number.NaN],
    ["skew", (s: Series) => ops.skew(s, 10), Number.NaN],
    ["kurtosis", (s: Series) => ops.kurtosis(s, 10), Number.NaN],
    ["slope", (s: Series) => ops.slope(s, 10), 0],
    ["r2", (s: Series) => ops.r2(s, 10), Number.NaN],
    ["correlation", (s: Series) => ops.correlation(s, s, 10), Number.NaN],
  ])("%s", (_name, build, expected) => {
    expect(last(build)).toBe(expected);
  });
});

describe("pairs", () => {
  const random = seeded(3);
  const y = Float64Array.from({ length: 300 }, () => 100 + normal(random));
  const x = y.map((value) => 2 * value + 5 + 0.1 * normal(random));
  const n = 30;
  const at = (build: (x: Series, y: Series) => Series, i: number) =>
    evaluate({ x, y }, (m) => build(m.series("x"), m.series("y")))[i]!;
  const cut = (column: Float64Array, i: number) => [...column.subarray(i - n + 1, i + 1)];

  test.each([29, 30, 59, 60, 61, 299])("cov, correlation, beta, alpha at bar %i", (i) => {
    const [left, right] = [cut(x, i), cut(y, i)];
    const beta = comoment(left, right) / power(right, 2);
    expect(at((p, q) => ops.cov(p, q, n), i)).toBeCloseTo(comoment(left, right) / (n - 1), 10);
    expect(at((p, q) => ops.cov(p, q, { n, ddof: 0 }), i)).toBeCloseTo(comoment(left, right) / n, 10);
    expect(at((p, q) => ops.correlation(p, q, n), i)).toBeCloseTo(
      comoment(left, right) / Math.sqrt(power(left, 2) * power(right, 2)),
      10,
    );
    expect(at((p, q) => ops.beta(p, q, n), i)).toBeCloseTo(beta, 10);
    expect(at((p, q) => ops.alpha(p, q, n), i)).toBeCloseTo(mean(left) - beta * mean(right), 8);
  });

  test("correlation of a series with itself is 1 and no more", () => {
    const own = evaluate({ y }, (m) => ops.correlation(m.series("y"), m.series("y"), 7));
    for (const value of own.subarray(6)) {
      expect(value).toBeLessThanOrEqual(1);
      expect(value).toBeCloseTo(1, 12);
    }
  });
});

describe("exponential weights", () => {
  test("ewmVar and ewmStd equal the weighted definition, corrected for bias", () => {
    const random = seeded(9);
    const x = Float64Array.from({ length: 60 }, () => 1000 + normal(random));
    const n = 10;
    const got = evaluate({ x }, (m) => ops.ewmVar(m.series("x"), n));
    const roots = evaluate({ x }, (m) => ops.ewmStd(m.series("x"), n));
    for (let i = 0; i < x.length; i++) {
      if (i < n - 1) {
        expect(got[i]).toBeNaN();
        continue;
      }
      const weights = [...x.subarray(0, i + 1)].map((_, k) => (1 - 2 / (n + 1)) ** (i - k));
      const weight = total(weights);
      const centre = total(weights.map((w, k) => w * x[k]!)) / weight;
      const biased = total(weights.map((w, k) => w * (x[k]! - centre) ** 2)) / weight;
      const expected = (biased * weight ** 2) / (weight ** 2 - total(weights.map((w) => w * w)));
      expect(got[i]).toBeCloseTo(expected, 9);
      expect(roots[i]).toBe(Math.sqrt(got[i]!));
    }
  });
});
