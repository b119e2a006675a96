import { expect, test } from "vitest";
import { complementaryError } from "./error-function.ts";

// By 40-digit arithmetic.
test.each([
  [-2, 1.9953222650189528],
  [-0.3, 1.3286267594591274],
  [0.1, 0.887537083981715],
  [0.5, 0.4795001221869535],
  [2, 0.004677734981047266],
  [4.1, 6.700027654084918e-9],
  [10, 2.088487583762545e-45],
  [26, 5.663192408856143e-296],
])("erfc(%d)", (x, expected) => {
  expect(Math.abs(complementaryError(x) / expected - 1)).toBeLessThan(5e-15);
});

test("ends of the range", () => {
  expect(complementaryError(30)).toBe(0);
  expect(complementaryError(-30)).toBe(2);
  expect(complementaryError(Number.NaN)).toBeNaN();
});
