import { expect, test } from "vitest";
import { cusumEvents } from "./cusum-events.ts";

const fire = (prices: number[], threshold: number) => cusumEvents(Float64Array.from(prices), threshold);

const pricesOf = (...logReturns: number[]) => {
  const prices = [1];
  for (const r of logReturns) prices.push(prices.at(-1)! * Math.exp(r));
  return prices;
};

test("a slow drift fires as a jump does, and starts anew", () => {
  expect(fire(pricesOf(0.04, 0.04, 0.04, 0.04, 0.04, 0.04), 0.1)).toEqual([3, 6]);
  expect(fire(pricesOf(0.2, -0.2), 0.1)).toEqual([1, 2]);
});

test("only the sum that fired starts anew", () => {
  // The fall of 0.08 stays in the lower sum through the rise of 0.02 and fires with the next fall.
  expect(fire(pricesOf(-0.08, 0.02, -0.05), 0.1)).toEqual([3]);
});

test("calm prices, a gap and a bad threshold", () => {
  expect(fire(pricesOf(0.01, -0.01, 0.01), 0.1)).toEqual([]);
  expect(cusumEvents(Float64Array.of(1, Number.NaN, 2), 0.1)).toEqual([2]);
  expect(() => fire(pricesOf(0.1), 0)).toThrow(/must be greater than 0; was 0/);
});
