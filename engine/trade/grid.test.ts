import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gridCount, gridText, gridValue, parseGrid, parseGridCount } from "./grid.ts";

const anyGrid = fc
  .record({ units: fc.integer({ min: 1, max: 10_000 }), scale: fc.integer({ min: 0, max: 18 }) })
  .map(({ units, scale }) => parseGrid("step", decimal(BigInt(units), scale)));
const anyCount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

/** An independent writer of decimals. */
function decimal(units: bigint, scale: number): string {
  const whole = units / 10n ** BigInt(scale);
  const part = units % 10n ** BigInt(scale);
  return scale === 0 ? String(whole) : `${whole}.${String(part).padStart(scale, "0")}`;
}

describe("a grid", () => {
  test("reads its step from texts and numbers, and shortens it", () => {
    expect(parseGrid("tick", "0.0500")).toEqual({ step: 0.05, text: "0.05", units: 5, scale: 2 });
    expect(parseGrid("tick", 1e-8)).toEqual({ step: 1e-8, text: "0.00000001", units: 1, scale: 8 });
    expect(parseGrid("lot", "2.5e1")).toEqual({ step: 25, text: "25", units: 25, scale: 0 });
    expect(parseGrid("lot", "1E3").step).toBe(1000);
  });

  test.each(["0", "-1", "", "x", "1e-19", "NaN", "Infinity", "99999999999999999", null, {}, Number.NaN])(
    "refuses a step of %j",
    (step) => {
      expect(() => parseGrid("tick", step)).toThrow("tick must be a positive decimal of at most 18 places");
    },
  );

  test("values are the doubles nearest to their decimals, and texts are exact", () => {
    fc.assert(
      fc.property(anyGrid, anyCount, (grid, count) => {
        expect(gridValue(grid, count)).toBe(Number(gridText(grid, count)) + 0);
      }),
    );
    const lot = parseGrid("lot", "0.1");
    expect(3 * 0.1).not.toBe(0.3);
    expect(gridValue(lot, 3)).toBe(0.3);
    // Beyond 2^53 units the product of two doubles is not exact.
    const odd = parseGrid("lot", "0.0000000000009007");
    expect(gridValue(odd, 9_007_199_254_740_991)).toBe(Number(gridText(odd, 9_007_199_254_740_991)));
    expect(gridText(parseGrid("tick", "0.5"), -3)).toBe("-1.5");
    expect(gridText(parseGrid("tick", "10"), 12)).toBe("120");
  });

  test("a text has the digits of the decimal, small counts and large", () => {
    const anyUnits = fc.oneof(
      fc.maxSafeNat(),
      fc.integer({ min: 2 ** 50 - 9, max: 2 ** 50 + 9 }),
      fc.nat(99),
    );
    fc.assert(
      fc.property(
        anyUnits,
        fc.integer({ min: 0, max: 18 }),
        fc.constantFrom(1, 5, 250),
        (count, scale, units) => {
          const text = decimal(BigInt(count) * BigInt(units), scale);
          const grid = { step: units / 10 ** scale, text: decimal(BigInt(units), scale), units, scale };
          expect(gridText(grid, count)).toBe(text);
          expect(gridText(grid, -count)).toBe(count === 0 ? text : `-${text}`);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(() => gridText(parseGrid("lot", "2"), 0.5)).toThrow(RangeError);
  });

  test("text and count are inverse, as are value and count", () => {
    fc.assert(
      fc.property(anyGrid, anyCount, (grid, count) => {
        expect(parseGridCount("price", grid, gridText(grid, count))).toBe(count);
        for (const rounding of ["down", "up", "nearest"] as const) {
          expect(gridCount(grid, gridValue(grid, count), rounding)).toBe(count);
        }
      }),
    );
  });

  test("rounds down, up and to the nearest, and never leaves -0", () => {
    const tick = parseGrid("tick", "0.05");
    expect(gridCount(tick, 0.07, "down")).toBe(1);
    expect(gridCount(tick, 0.07, "up")).toBe(2);
    expect(gridCount(tick, 0.07, "nearest")).toBe(1);
    expect(gridCount(tick, -0.07, "down")).toBe(-2);
    expect(Object.is(gridCount(tick, -0.001, "up"), 0)).toBe(true);
    expect(Object.is(gridCount(tick, -0.001, "nearest"), 0)).toBe(true);
  });

  test("counts what only rounding keeps from a whole step as that step", () => {
    const lot = parseGrid("lot", "0.1");
    expect(0.7 + 0.1).toBeLessThan(0.8);
    expect(gridCount(lot, 0.7 + 0.1, "down")).toBe(8);
    expect(gridCount(lot, 0.1 + 0.2, "up")).toBe(3);
    expect(gridCount(lot, 0.2999, "down")).toBe(2);
  });

  test("a rounded value is within a step, on the right side", () => {
    fc.assert(
      fc.property(anyGrid, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (grid, steps) => {
        const value = steps * grid.step;
        const slack = 1e-15 * Math.max(grid.step, Math.abs(value)) * 8;
        const down = gridValue(grid, gridCount(grid, value, "down"));
        const up = gridValue(grid, gridCount(grid, value, "up"));
        const nearest = gridValue(grid, gridCount(grid, value, "nearest"));
        expect(down).toBeLessThanOrEqual(value + slack);
        expect(up).toBeGreaterThanOrEqual(value - slack);
        expect(up - down).toBeLessThanOrEqual(grid.step + slack);
        expect(Math.abs(nearest - value)).toBeLessThanOrEqual(grid.step / 2 + slack);
      }),
    );
  });

  test("refuses what has no count", () => {
    const tick = parseGrid("tick", "0.05");
    expect(() => gridCount(tick, Number.NaN, "down")).toThrow("must be finite");
    expect(() => gridCount(tick, 1e300, "nearest")).toThrow("at most 2^53 steps of 0.05; was 1e+300");
    expect(() => parseGridCount("price", tick, "12.34")).toThrow(
      "price must be a whole number of steps of 0.05; was 12.34; near it is 12.30",
    );
    expect(() => parseGridCount("price", tick, "abc")).toThrow(
      'price must be a decimal such as "0.05"; was "abc"',
    );
    expect(() => parseGridCount("price", tick, "1e40")).toThrow("price must be at most 2^53 steps");
    expect(parseGridCount("quantity", parseGrid("lot", "10"), "1.2E2")).toBe(12);
  });
});
