import { expect, test } from "vitest";
import { deflatedSharpe, probabilisticSharpe } from "./probabilistic-sharpe.ts";

const moments = { n: 1250, sharpe: 2.5 / Math.sqrt(250), skewness: -3, kurtosis: 10 };

test("the published example: Sharpe 2.5 a year over five years, best of 100 trials", () => {
  const trials = { count: 100, variance: 0.5 / 250 };
  expect(deflatedSharpe(moments, trials)).toBeCloseTo(0.9004, 4);
});

test("one trial deflates nothing, and more trials deflate more", () => {
  expect(deflatedSharpe(moments, { count: 1, variance: 0.002 })).toBe(probabilisticSharpe(moments));
  const [few, many] = [10, 1000].map((count) => deflatedSharpe(moments, { count, variance: 0.002 }));
  expect(many).toBeLessThan(few!);
});

test("a longer record, or less of a tail, is surer", () => {
  expect(probabilisticSharpe({ ...moments, n: 100 })).toBeLessThan(probabilisticSharpe(moments));
  expect(probabilisticSharpe({ ...moments, n: 100, skewness: 0 })).toBeGreaterThan(
    probabilisticSharpe({ ...moments, n: 100 }),
  );
});

test("what is not known gives no probability", () => {
  expect(probabilisticSharpe({ ...moments, sharpe: Number.NaN })).toBeNaN();
  expect(probabilisticSharpe({ n: 50, sharpe: 2, skewness: 3, kurtosis: 3 })).toBeNaN();
});
