import { expect, test } from "vitest";
import { exactExpectedMaxNormal, expectedMaxNormal, expectedMaxSharpe } from "./expected-max.ts";

test("closed forms: two numbers 1/sqrt(pi), three 3/(2 sqrt(pi))", () => {
  expect(exactExpectedMaxNormal(1)).toBe(0);
  expect(exactExpectedMaxNormal(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 12);
  expect(exactExpectedMaxNormal(3)).toBeCloseTo(1.5 / Math.sqrt(Math.PI), 12);
});

test("the approximation is near from ten on, and does not lose a billion trials", () => {
  for (const count of [10, 100, 10_000, 1e9]) {
    expect(expectedMaxNormal(count) / exactExpectedMaxNormal(count)).toBeCloseTo(1, 1);
  }
});

test("of ratios it is in units of their deviation", () => {
  expect(expectedMaxSharpe({ count: 50, variance: 0.04 })).toBeCloseTo(0.2 * expectedMaxNormal(50), 14);
  expect(() => expectedMaxSharpe({ count: 50, variance: -1 })).toThrow(/at least 0; was -1/);
  expect(() => expectedMaxNormal(0)).toThrow("trials must be a whole number from 1; was 0");
  expect(() => exactExpectedMaxNormal(2.5)).toThrow(/was 2.5/);
});
