import { expect, test } from "vitest";
import { fractionalDifference } from "../../research/stats/labels/fractional-difference.ts";
import { fixedWidthWeights } from "../../research/stats/labels/fractional-weights.ts";
import { evaluate } from "../compile/evaluate.ts";
import { cleanColumn } from "../compile/testing/series.ts";
import { autocorrelation } from "./autocorrelation.ts";
import { cos } from "./cos.ts";
import { efficiencyRatio } from "./efficiency-ratio.ts";
import { entropy } from "./entropy.ts";
import { fractionalDiff } from "./fractional-diff.ts";
import { permutationEntropy } from "./permutation-entropy.ts";
import { sin } from "./sin.ts";
import { varianceRatio } from "./variance-ratio.ts";

const xs = cleanColumn("close", 200);
const last = xs.length - 1;

test("a fractional difference is that of the statistics, for as many weights", () => {
  const threshold = 0.005;
  const n = fixedWidthWeights(0.4, threshold).length;
  const naive = fractionalDifference(xs, { d: 0.4, threshold });
  const found = evaluate({ close: xs }, (m) => fractionalDiff(m.close, { n, d: 0.4 }));
  for (const [i, x] of found.entries()) {
    if (i < n - 1) expect(x).toBeNaN();
    else expect(x).toBeCloseTo(naive[i]!, 12);
  }
  const whole = evaluate({ close: xs }, (m) => fractionalDiff(m.close, { n: 5, d: 1 }));
  expect(whole[last]).toBeCloseTo(xs[last]! - xs[last - 1]!, 12);
});

test("autocorrelation is Pearson's of the values with those before", () => {
  const [n, lag] = [50, 3];
  const a = xs.slice(-n);
  const b = xs.slice(-n - lag, -lag);
  const mean = (v: Float64Array) => v.reduce((sum, x) => sum + x, 0) / n;
  const product = (v: Float64Array, w: Float64Array) =>
    v.reduce((sum, x, i) => sum + (x - mean(v)) * (w[i]! - mean(w)), 0);
  const naive = product(a, b) / Math.sqrt(product(a, a) * product(b, b));
  expect(evaluate({ close: xs }, (m) => autocorrelation(m.close, { n, lag }))[last]).toBeCloseTo(naive, 10);
});

test("the variance ratio compares long changes with short ones", () => {
  const [n, q] = [60, 4];
  const changes = (k: number) => xs.map((x, i) => x - xs[i - k]!).slice(-n);
  const variance = (v: Float64Array) => {
    const mean = v.reduce((sum, x) => sum + x, 0) / n;
    return v.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  };
  const naive = variance(changes(q)) / (q * variance(changes(1)));
  expect(evaluate({ close: xs }, (m) => varianceRatio(m.close, { n, q }))[last]).toBeCloseTo(naive, 10);
});

test("entropy is 1 where values are spread evenly, and less where they crowd", () => {
  const even = Float64Array.from({ length: 20 }, (_, i) => i + 0.5);
  expect(evaluate({ close: even }, (m) => entropy(m.close, { n: 20, bins: 4 }))[19]).toBeCloseTo(1, 12);
  // Three values in one bin and one in the other.
  const crowd = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)) / Math.LN2;
  expect(evaluate({ close: [0, 0.1, 0.2, 1] }, (m) => entropy(m.close, { n: 4, bins: 2 }))[3]).toBeCloseTo(
    crowd,
    12,
  );
  expect(evaluate({ close: [1, 1, 1] }, (m) => entropy(m.close, 3))[2]).toBeNaN();
});

test("permutation entropy counts patterns of order, as in the example of Bandt and Pompe", () => {
  // 4, 7, 9, 10, 6, 11, 3: of six pairs four rise, two fall; H = -(4/6) log2(4/6) - (2/6) log2(2/6) = 0.918.
  const close = [4, 7, 9, 10, 6, 11, 3];
  const pairs = evaluate({ close }, (m) => permutationEntropy(m.close, { n: 6, order: 2 }));
  expect(pairs[6]).toBeCloseTo(0.9182958, 6);
  expect(pairs[5]).toBeNaN();
  // Of five triples two are 012, one 021 (or its like), and so on: H(3) = 1.5219 bits of log2(6).
  const triples = evaluate({ close }, (m) => permutationEntropy(m.close, { n: 5, order: 3 }));
  expect(triples[6]! * Math.log2(6)).toBeCloseTo(1.5219281, 6);
  const trend = evaluate({ close: [1, 2, 3, 4, 5, 6] }, (m) =>
    permutationEntropy(m.close, { n: 4, order: 3 }),
  );
  expect(trend[5]).toBeCloseTo(0, 12);
});

test("the efficiency ratio is 1 for a straight way", () => {
  const ratio = (close: number[]) => evaluate({ close }, (m) => efficiencyRatio(m.close, 3))[3];
  expect(ratio([1, 2, 3, 4])).toBeCloseTo(1, 12);
  expect(ratio([1, 2, 1, 2])).toBeCloseTo(1 / 3, 12);
  expect(ratio([1, 1, 1, 1])).toBeNaN();
});

test("sine and cosine are of radians", () => {
  const close = [0, Math.PI / 2, Math.PI];
  expect([...evaluate({ close }, (m) => sin(m.close))].map((x) => Math.round(x * 1e9) / 1e9)).toEqual([
    0, 1, 0,
  ]);
  expect([...evaluate({ close }, (m) => cos(m.close))].map((x) => Math.round(x * 1e9) / 1e9)).toEqual([
    1, 0, -1,
  ]);
});
