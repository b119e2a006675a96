import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SizingContext } from "../trade/order.ts";
import { openLot } from "./protect.ts";
import { ofFree, ofQuantity, toFlat, toSize, toTarget } from "./sizing.ts";

const context: SizingContext = {
  price: 100,
  unit: 100,
  equity: 1000,
  free: 1000,
  others: 0,
  quantity: 0,
  feeRate: 0,
  feeFixed: 0,
  lot: 0,
};
const at = (some: Partial<SizingContext>): SizingContext => ({
  ...context,
  ...some,
  unit: some.unit ?? some.price ?? context.unit,
});

describe("sizing to a target", () => {
  test.each([
    ["all long", 1, {}, 10],
    ["all short", -1, {}, -10],
    ["a part", 0.3, {}, 3],
    ["more than all", 2, {}, 20],
    ["flat from a long", 0, { quantity: 7 }, -7],
    ["flat from a short", 0, { quantity: -7 }, 7],
    ["fee included", 1, { feeRate: 0.25 }, 8],
    ["fixed fee included", 1, { feeFixed: 100 }, 9],
    ["whole lots", 1, { lot: 3 }, 9],
    ["less than the fixed fee", 0.1, { feeFixed: 100 }, 0],
    ["up from a part, fee on the change alone", 1, { quantity: 5, feeRate: 0.25 }, 4],
    ["down to a part", 0.25, { quantity: 10 }, -7.5],
    ["down to a part in whole lots", 0.25, { quantity: 10, lot: 2 }, -6],
    ["down to a part of a short", -0.25, { quantity: -10 }, 7.5],
    ["around, on what closing leaves", -1, { quantity: 4, feeRate: 0.25 }, -4 - 7.2],
    ["around from a short", 1, { quantity: -4 }, 14],
    ["around with no equity left only closes", -1, { quantity: 4, equity: -50 }, -4],
  ] as const)("%s", (_, target, some, change) => {
    expect(toTarget(target)(at(some))).toBeCloseTo(change, 12);
  });

  test("never spends more than the target with its costs", () => {
    const fraction = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fraction,
        fc.double({ min: 0, max: 0.05, noNaN: true }),
        fc.constantFrom(0, 5),
        fc.constantFrom(0, 0.1, 1),
        (target, feeRate, feeFixed, lot) => {
          const quantity = toTarget(target)(at({ feeRate, feeFixed, lot }));
          expect(quantity * 100 * (1 + feeRate) + (quantity > 0 ? feeFixed : 0)).toBeLessThanOrEqual(
            target * 1000 * (1 + 1e-12),
          );
        },
      ),
      { seed: 7 },
    );
  });
});

describe("sizing by the rule of the run", () => {
  test.each([
    ["half of equity", "equity", 0.5, 1, {}, 5],
    ["a sum of money", "notional", 250, 1, {}, 2.5],
    ["a sum of money short", "notional", 250, -1, {}, -2.5],
    ["a sum of money, less what is held", "notional", 250, 1, { quantity: 2 }, 0.5],
    ["units", "quantity", 3, 1, {}, 3],
    ["half of the units", "quantity", 3, 0.5, { quantity: 3 }, -1.5],
    ["units the other way round", "quantity", 3, -1, { quantity: 3 }, -6],
    ["units in whole lots", "quantity", 3.9, 1, { lot: 1 }, 3],
    ["nothing", "quantity", 3, 0, { quantity: 3 }, -3],
  ] as const)("%s", (_, by, amount, target, some, change) => {
    expect(toSize({ by, amount }, target)(at(some))).toBeCloseTo(change, 12);
  });
});

test("sizing of free equity, of a quantity and to flat", () => {
  expect(ofFree("buy", 0.5)(at({ free: 400 }))).toBe(2);
  expect(ofFree("sell", 1)(at({ free: 400, feeRate: 0.25 }))).toBe(-3.2);
  expect(ofFree("buy", 1)(at({ free: -1 }))).toBe(0);
  expect(ofQuantity("buy", 2.5)(at({ lot: 1 }))).toBe(2);
  expect(ofQuantity("sell", 2.5)(at({}))).toBe(-2.5);
  expect(toFlat(at({ quantity: -3 }))).toBe(3);
});

describe("a new lot", () => {
  const fill = {
    quantity: 2,
    entryPrice: 100,
    entryIndex: 7,
    entryTs: 70,
    moment: "open",
    feePerUnit: 0.1,
  } as const;
  const none = Number.NaN;

  test("without protection has no level", () => {
    expect(openLot(fill, {})).toEqual({
      ...fill,
      stop: none,
      takeProfit: none,
      trailDistance: none,
      trailFraction: none,
      best: 100,
      highest: 100,
      lowest: 100,
      trail: none,
      lastIndex: Number.POSITIVE_INFINITY,
    });
  });

  test.each([
    ["distance", 5, { stop: 95, takeProfit: 105, trail: 95 }, { stop: 105, takeProfit: 95, trail: 105 }],
    ["fraction", 0.05, { stop: 95, takeProfit: 105, trail: 95 }, { stop: 105, takeProfit: 95, trail: 105 }],
    ["price", 96, { stop: 96, takeProfit: 96, trail: 96 }, { stop: 96, takeProfit: 96, trail: 104 }],
    [
      "distance",
      none,
      { stop: none, takeProfit: none, trail: none },
      { stop: none, takeProfit: none, trail: none },
    ],
  ] as const)("has levels by %s of %d", (mode, value, long, short) => {
    const level = { mode, value };
    const protection = { stop: level, takeProfit: level, trail: level };
    expect(openLot(fill, protection)).toMatchObject(long);
    expect(openLot({ ...fill, quantity: -2 }, protection)).toMatchObject(short);
  });

  test("leaves after its bars, counted from the first that it lives through", () => {
    expect(openLot(fill, { maxBars: 3 }).lastIndex).toBe(10);
    expect(openLot({ ...fill, moment: "range" }, { maxBars: 3 }).lastIndex).toBe(10);
    expect(openLot({ ...fill, moment: "close" }, { maxBars: 3 }).lastIndex).toBe(11);
  });
});
