import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { feeOf } from "./fees.ts";
import { wholeLots } from "./lots.ts";
import { followBar, type Lot, quantityOf, stopInForce, trailFrom, widen } from "./position.ts";

const none = Number.NaN;
const lotOf = (some: Partial<Lot>): Lot => ({
  quantity: 1,
  entryPrice: 100,
  entryIndex: 0,
  entryTs: 0,
  moment: "open",
  feePerUnit: 0,
  stop: none,
  takeProfit: none,
  tick: undefined,
  trailDistance: none,
  trailFraction: none,
  best: 100,
  highest: 100,
  lowest: 100,
  trail: none,
  lastIndex: Number.POSITIVE_INFINITY,
  ...some,
});

describe("whole lots", () => {
  test.each([
    [7.9, 1, 7],
    [7.9, 0, 7.9],
    [0, 0.1, 0],
    [0.3, 0.1, 0.3],
    [0.1 + 0.2, 0.1, 0.3],
    [0.7, 0.1, 0.7],
    [0.29999, 0.1, 0.2],
    [11, 2.5, 10],
    [1e6 + 0.5, 1, 1e6],
    [0.09, 0.1, 0],
  ])("of %d by %d are %d", (quantity, lot, whole) => {
    expect(wholeLots(quantity, lot)).toBe(whole);
  });

  test("of a count of lots are that count, whatever the rounding of the product", () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.constantFrom(0.1, 0.01, 0.001, 1e-8, 1, 2, 5, 0.25, 0.3),
        (count, lot) => {
          expect(wholeLots(count * lot, lot) / lot).toBeCloseTo(count, 6);
        },
      ),
      { seed: 3 },
    );
  });

  test("never exceed the quantity by more than rounding", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        (quantity, lot) => {
          const whole = wholeLots(quantity, lot);
          expect(whole).toBeLessThanOrEqual(quantity * (1 + 1e-12));
          expect(quantity - whole).toBeLessThan(lot + quantity * 2e-15);
        },
      ),
      { seed: 4 },
    );
  });
});

test("a fee is a part of the notional by liquidity, and a sum a fill", () => {
  const schedule = { taker: 0.001, maker: -0.0002, fixed: 2 };
  expect(feeOf(schedule, "taker", 3, 100)).toBeCloseTo(2.3, 12);
  expect(feeOf(schedule, "taker", -3, 100)).toBeCloseTo(2.3, 12);
  expect(feeOf({ ...schedule, fixed: 0 }, "maker", 10, 100)).toBeCloseTo(-0.2, 12);
});

test("a position is the sum of its lots, exactly 0 without any", () => {
  expect(quantityOf([])).toBe(0);
  expect(quantityOf([lotOf({ quantity: 2 }), lotOf({ quantity: 0.5 })])).toBe(2.5);
});

describe("the stop in force", () => {
  test("is the nearer of the fixed and the trailing one", () => {
    expect(stopInForce(lotOf({ stop: 90, trail: 95 }))).toBe(95);
    expect(stopInForce(lotOf({ stop: 96, trail: 95 }))).toBe(96);
    expect(stopInForce(lotOf({ quantity: -1, stop: 110, trail: 105 }))).toBe(105);
  });

  test("is the only one there is, or none", () => {
    expect(stopInForce(lotOf({ stop: 90 }))).toBe(90);
    expect(stopInForce(lotOf({ trail: 95 }))).toBe(95);
    expect(stopInForce(lotOf({}))).toBe(none);
  });
});

describe("a trailing level", () => {
  test("keeps a distance or a fraction from the best price", () => {
    expect(trailFrom(lotOf({ trailDistance: 5 }), 110)).toBe(105);
    expect(trailFrom(lotOf({ trailFraction: 0.25 }), 120)).toBe(90);
    expect(trailFrom(lotOf({ quantity: -1, trailDistance: 5 }), 90)).toBe(95);
    expect(trailFrom(lotOf({ quantity: -1, trailFraction: 0.25 }), 80)).toBe(100);
    expect(trailFrom(lotOf({}), 110)).toBe(none);
  });

  test("follows bars and never moves back", () => {
    const bars = fc.array(
      fc.tuple(fc.double({ min: 50, max: 150, noNaN: true }), fc.double({ min: 0, max: 20, noNaN: true })),
    );
    fc.assert(
      fc.property(bars, fc.constantFrom(1, -1), fc.boolean(), (ranges, side, distance) => {
        const lot = lotOf({
          quantity: side,
          trail: 100 - 5 * side,
          ...(distance ? { trailDistance: 5 } : { trailFraction: 0.05 }),
        });
        for (const [low, width] of ranges) {
          const before = lot.trail;
          followBar(lot, low + width, low);
          expect((lot.trail - before) * side).toBeGreaterThanOrEqual(0);
        }
      }),
      { seed: 5 },
    );
  });

  test("is not made where there was none", () => {
    const lot = lotOf({});
    followBar(lot, 120, 80);
    expect([lot.trail, lot.best]).toEqual([none, 100]);
  });
});

test("a lot remembers the extremes of what it lived through", () => {
  const lot = lotOf({});
  widen(lot, 105, 99);
  widen(lot, 103, 97);
  widen(lot, none, none);
  expect([lot.highest, lot.lowest]).toEqual([105, 97]);
});
