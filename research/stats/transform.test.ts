import { expect, test } from "vitest";
import { transformed, transforms } from "./transform.ts";

const prices = Float64Array.of(100, 110, 99);

test("each transform of a column", () => {
  const of = Object.fromEntries(transforms.map((each) => [each, [...transformed("close", prices, each)]]));
  expect(of.raw).toEqual([100, 110, 99]);
  expect(of.log).toEqual([Math.log(100), Math.log(110), Math.log(99)]);
  expect(of.diff).toEqual([10, -11]);
  expect(of.return!.map((x) => Math.round(x * 1e12) / 1e12)).toEqual([0.1, -0.1]);
  expect(of["log-return"]).toEqual([Math.log(110) - Math.log(100), Math.log(99) - Math.log(110)]);
});

test("prices at or below 0 have no logarithm and no return", () => {
  const crossed = prices.with(1, 0);
  for (const each of ["log", "return", "log-return"] as const) {
    expect(() => transformed("spread", crossed, each)).toThrow(
      `${each} of spread: every value must be greater than 0; value 2 is 0; take --transform raw or diff`,
    );
  }
  expect([...transformed("spread", crossed, "diff")]).toEqual([-100, 99]);
});
