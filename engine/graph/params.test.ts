import { describe, expect, test } from "vitest";
import { choice, flag, int, num, type Params, resolveParams } from "./params.ts";

const params = {
  fast: int(12, { from: 2, to: 100 }),
  stop: num(3, { from: 1 }),
  cap: num(0.5, { to: 1 }),
  kind: choice("ema", ["ema", "sma"]),
  short: flag(false),
} satisfies Params;
const resolve = (given: Record<string, unknown>) => resolveParams("trend", params, given);

describe("resolveParams", () => {
  test("fills in defaults in the declared order", () => {
    expect(Object.entries(resolve({ short: true, fast: 5 }))).toEqual([
      ["fast", 5],
      ["stop", 3],
      ["cap", 0.5],
      ["kind", "ema"],
      ["short", true],
    ]);
  });

  test.each([
    [{ fast: 1 }, "trend: fast must be a whole number of at least 2 and at most 100; was 1"],
    [{ fast: 2.5 }, "trend: fast must be a whole number of at least 2 and at most 100; was 2.5"],
    [{ stop: 0 }, "trend: stop must be a number of at least 1; was 0"],
    [{ stop: Number.POSITIVE_INFINITY }, "trend: stop must be a number of at least 1; was Infinity"],
    [{ cap: 2 }, "trend: cap must be a number of at most 1; was 2"],
    [{ kind: "wma" }, "trend: kind must be one of ema, sma; was wma"],
    [{ short: 1 }, "trend: short must be true or false; was 1"],
    [{ fsat: 5 }, 'trend: unknown parameter "fsat"; it has fast, stop, cap, kind, short'],
  ])("refuses %j", (given, message) => {
    expect(() => resolve(given)).toThrow(message);
  });

  test("says so where there are none", () => {
    expect(() => resolveParams("hold", {}, { n: 1 })).toThrow(
      'hold: unknown parameter "n"; it has no parameters',
    );
  });

  test("a parameter without bounds says no more than its type", () => {
    expect(int(1).rule).toBe("a whole number");
    expect(num(1).rule).toBe("a number");
  });
});
