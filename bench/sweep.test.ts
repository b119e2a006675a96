import { expect, test } from "vitest";
import { slopeOf, verifySingle, verifySweep } from "./sweep.ts";

test("a sweep equals a loop written by hand for one strategy: return, Sharpe, drawdown of every variant", () => {
  expect(() => verifySweep(5_000, "core", 9)).not.toThrow();
  expect(() => verifySweep(5_000, "all", 90)).not.toThrow();
});

test("the same with a stop, a target and a trailing stop", () => {
  expect(() => verifySweep(5_000, "core", 9, true)).not.toThrow();
});

test("a sweep with levels, and over several symbols, equals single backtests", () => {
  expect(() => verifySingle({ bars: 3_000, detail: "core", levels: true }, 500)).not.toThrow();
  expect(() => verifySingle({ bars: 3_000, detail: "all", symbols: 3 }, 900)).not.toThrow();
});

test("the exponent of growth is the slope on logarithmic scales", () => {
  expect(slopeOf([1, 10, 100].map((n) => [Math.log(n), Math.log(3 * n ** 1.5)]))).toBeCloseTo(1.5, 12);
});
