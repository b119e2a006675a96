import { expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { cleanColumn } from "../compile/testing/series.ts";
import { amihud } from "./amihud.ts";
import { bipower } from "./bipower.ts";
import { corwinSchultz } from "./corwin-schultz.ts";
import { kyleLambda } from "./kyle-lambda.ts";
import { rollSpread } from "./roll-spread.ts";
import { vpin } from "./vpin.ts";

const length = 120;
const n = 30;
const data = Object.fromEntries(
  ["open", "high", "low", "close", "volume"].map((field) => [field, cleanColumn(field, length)]),
) as Record<"open" | "high" | "low" | "close" | "volume", Float64Array>;
const { close, volume } = data;
const returns = close.map((price, i) => Math.log(price / close[i - 1]!));
const mean = (xs: ArrayLike<number>) => Array.from(xs).reduce((sum, x) => sum + x, 0) / xs.length;
const window = (xs: Float64Array, i: number, size = n) => xs.slice(i - size + 1, i + 1);
const last = length - 1;
const covariance = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, x, i) => sum + (x - mean(a)) * (b[i]! - mean(b)), 0) / (a.length - 1);

test("Roll's spread finds the bounce between bid and ask", () => {
  const naive = covariance(window(returns, last), window(returns, last - 1));
  const spread = evaluate(data, (m) => rollSpread(m.close, n));
  expect(spread[last]).toBeCloseTo(2 * Math.sqrt(Math.max(0, -naive)), 12);
  // A price that does nothing but jump between bid and ask, 1% apart, at random.
  const bounce = Float64Array.from(
    { length: 4000 },
    (_, i) => 100 * Math.exp(((i * i * 7919) % 104729) % 2 ? 0.005 : -0.005),
  );
  expect(evaluate({ close: bounce }, (m) => rollSpread(m.close, 3000)).at(-1)).toBeCloseTo(0.01, 3);
});

test("Corwin and Schultz's spread, by hand", () => {
  // beta = 2 ln(1.02)^2, gamma = ln(1.02)^2: equal bars, of which all of the range is spread but what alpha leaves.
  const beta = 2 * Math.log(1.02) ** 2;
  const gamma = Math.log(1.02) ** 2;
  const k = 3 - 2 * Math.SQRT2;
  const alpha = (Math.sqrt(2 * beta) - Math.sqrt(beta)) / k - Math.sqrt(gamma / k);
  const spread = (2 * (Math.exp(alpha) - 1)) / (1 + Math.exp(alpha));
  const still = { high: [102, 102, 102], low: [100, 100, 100], close: [101, 101, 101] };
  const found = evaluate(still, (m) => corwinSchultz(m, 2));
  expect([found[0], found[1]]).toEqual([Number.NaN, Number.NaN]);
  expect(found[2]).toBeCloseTo(spread, 12);
  expect(found[2]).toBeCloseTo(0.02, 3);
  // A bar that opened a gap higher is moved back to the last close.
  const second = (high: number, low: number) =>
    evaluate({ high: [102, high], low: [100, low], close: [101, high] }, (m) => corwinSchultz(m, 1))[1];
  expect(second(112, 110)).toBe(second(103, 101));
});

test("Amihud's illiquidity and Kyle's lambda are what they say", () => {
  const illiquid = returns.map((r, i) => Math.abs(r) / (close[i]! * volume[i]! * 1e-6));
  expect(evaluate(data, (m) => amihud(m, n))[last]).toBeCloseTo(mean(window(illiquid, last)), 6);
  const flow = returns.map((r, i) => Math.sign(r) * Math.sqrt(close[i]! * volume[i]!));
  const slope =
    covariance(window(returns, last), window(flow, last)) /
    covariance(window(flow, last), window(flow, last));
  expect(evaluate(data, (m) => kyleLambda(m, n))[last]).toBeCloseTo(slope, 10);
});

test("bulk classification takes bars of one direction for imbalanced, and still ones for balanced", () => {
  const deviation = (i: number) => Math.sqrt(covariance(window(returns, i), window(returns, i)));
  // Φ by Simpson's rule.
  const phi = (z: number) => {
    const steps = 2000;
    let sum = 0;
    for (let k = 0; k <= steps; k++) {
      const x = (z * k) / steps;
      sum += (k === 0 || k === steps ? 1 : k % 2 ? 4 : 2) * Math.exp((-x * x) / 2);
    }
    return 0.5 + (sum * z) / steps / 3 / Math.sqrt(2 * Math.PI);
  };
  const lean = returns.map((r, i) => (i < n ? Number.NaN : Math.abs(2 * phi(r / deviation(i)) - 1)));
  const bars = window(volume, last);
  const naive =
    window(lean, last).reduce((sum, x, k) => sum + x * bars[k]!, 0) / bars.reduce((sum, x) => sum + x, 0);
  const found = evaluate(data, (m) => vpin(m, n));
  expect(found.findIndex((x) => !Number.isNaN(x))).toBe(2 * n - 1);
  expect(found[last]).toBeCloseTo(naive, 6);
});

test("bipower variation leaves a jump out that the squares hold", () => {
  const changes = Float64Array.from({ length: 200 }, (_, i) => (i === 150 ? 1 : i % 2 ? 0.01 : -0.01));
  const squares = mean(
    window(
      changes.map((x) => x * x),
      199,
      100,
    ),
  );
  const found = evaluate({ close: changes }, (m) => bipower(m.close, 100))[199]!;
  expect(found).toBeCloseTo(((Math.PI / 2) * (98 * 1e-4 + 2 * 0.01)) / 100, 12);
  expect(found).toBeLessThan(squares / 10);
});
