import { describe, expect, test } from "vitest";
import { limitPrice, stopReference, takerPrice } from "./bar-price.ts";

const bar = { open: 100, high: 110, low: 90 };
const never = Number.NaN;

test("taking liquidity worsens the price in the direction of the order", () => {
  expect(takerPrice(1, 100, 0.01)).toBe(101);
  expect(takerPrice(-1, 100, 0.01)).toBe(99);
  expect(takerPrice(1, 100, 0)).toBe(100);
});

describe("a stop order fills at the worse of its trigger and the open", () => {
  test.each([
    ["a buy above the open", 1, 105, 105],
    ["a buy at the high", 1, 110, 110],
    ["a buy above the high", 1, 110.1, never],
    ["a buy below the open", 1, 95, 100],
    ["a sell below the open", -1, 95, 95],
    ["a sell at the low", -1, 90, 90],
    ["a sell below the low", -1, 89.9, never],
    ["a sell above the open", -1, 105, 100],
    ["an unknown trigger", 1, never, never],
  ] as const)("%s", (_, side, trigger, price) => {
    expect(stopReference(side, trigger, bar)).toBe(price);
  });
});

describe("a limit order fills at the better of its price and the open", () => {
  test.each([
    ["a buy below the open", 1, 95, 95, 95],
    ["a buy at the low", 1, 90, never, 90],
    ["a buy below the low", 1, 89.9, never, never],
    ["a buy above the open", 1, 105, 100, 100],
    ["a sell above the open", -1, 105, 105, 105],
    ["a sell at the high", -1, 110, never, 110],
    ["a sell above the high", -1, 110.1, never, never],
    ["a sell below the open", -1, 95, 100, 100],
    ["an unknown price", -1, never, never, never],
  ] as const)("%s", (_, side, limit, through, touch) => {
    expect(limitPrice(side, limit, bar, false)).toBe(through);
    expect(limitPrice(side, limit, bar, true)).toBe(touch);
  });
});
