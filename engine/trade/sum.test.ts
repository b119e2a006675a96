import fc from "fast-check";
import { expect, test } from "vitest";
import { isRejected, rejected } from "./rejection.ts";
import { addTo, noSum, totalOf } from "./sum.ts";

test("a sum loses nothing to the order or the size of its terms", () => {
  expect(totalOf([1, 1e100, 1, -1e100].reduce(addTo, noSum))).toBe(2);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 60 }), (cents) => {
      const exact = cents.reduce((sum, cent) => sum + BigInt(cent), 0n);
      const got = totalOf(cents.map((cent) => cent / 1024).reduce(addTo, noSum));
      expect(got).toBe(Number(exact) / 1024);
    }),
  );
});

test("a refusal is told from a result", () => {
  expect(isRejected(rejected("x", 1, 2))).toBe(true);
  expect(isRejected({ kind: "filled" })).toBe(false);
  expect(isRejected({})).toBe(false);
});
