import fc from "fast-check";
import { expect, test } from "vitest";
import { notionalOf, quantityOfLots } from "../trade/instrument.ts";
import { anyInstrument, anyPrice, inverse, spot } from "../trade/testing/instruments.ts";
import { tradingCosts } from "./trading-costs.ts";

test("an order worked out by hand", () => {
  const costs = tradingCosts(spot, {
    side: "buy",
    lots: 300_000,
    decisionPrice: 100,
    arrivalPrice: 101,
    endPrice: 110,
    fills: [
      { lots: 100_000, price: 102.5, mid: 102, fee: 0.1 },
      { lots: 100_000, price: 103, mid: 103, fee: -0.05 },
    ],
  });
  expect(costs.delay).toBeCloseTo(2, 12);
  expect(costs.impact).toBeCloseTo(3, 12);
  expect(costs.spread).toBeCloseTo(0.5, 12);
  expect(costs.fees).toBeCloseTo(0.05, 12);
  expect(costs.opportunity).toBeCloseTo(10, 12);
  expect(costs.total).toBeCloseTo(15.55, 12);
  expect(costs.notional).toBe(300);
  expect(costs.totalBps).toBeCloseTo(518.333333333333, 9);
});

test("a seller pays when the price falls, an inverse one in coins", () => {
  const order = { side: "sell", lots: 2, decisionPrice: 100, arrivalPrice: 100, endPrice: 80 } as const;
  const costs = tradingCosts(inverse, { ...order, fills: [{ lots: 2, price: 80, mid: 80, fee: 0 }] });
  expect(costs.impact).toBeCloseTo(200 * (1 / 80 - 1 / 100), 15);
  expect(costs.total).toBeCloseTo(costs.impact, 15);
  expect(tradingCosts(inverse, { ...order, fills: [] }).total).toBeCloseTo(costs.total, 15);
});

test("the parts add up to the total, for every kind of instrument", () => {
  const anyFill = fc.record({
    lots: fc.integer({ min: 1, max: 500 }),
    price: anyPrice,
    mid: anyPrice,
    fee: fc.double({ min: -1, max: 1, noNaN: true }),
  });
  const anyOrder = fc.record({
    side: fc.constantFrom("buy", "sell"),
    rest: fc.nat(500),
    decisionPrice: anyPrice,
    arrivalPrice: anyPrice,
    endPrice: anyPrice,
    fills: fc.array(anyFill, { maxLength: 30 }),
  });
  fc.assert(
    fc.property(anyInstrument, anyOrder, (instrument, { rest, ...drawn }) => {
      const lots = drawn.fills.reduce((sum, fill) => sum + fill.lots, rest) + 1;
      const costs = tradingCosts(instrument, { ...drawn, lots, side: drawn.side as "buy" | "sell" });
      const parts = costs.delay + costs.impact + costs.spread + costs.fees + costs.opportunity;
      const prices = [
        drawn.decisionPrice,
        drawn.arrivalPrice,
        drawn.endPrice,
        ...drawn.fills.flatMap((fill) => [fill.price, fill.mid]),
      ];
      // Relative to the value of the order at the price where that is greatest, and the fees.
      const quantity = quantityOfLots(instrument, lots);
      const scale =
        Math.max(...prices.map((price) => notionalOf(instrument, quantity, price))) + drawn.fills.length;
      expect(Math.abs(parts - costs.total)).toBeLessThanOrEqual(1e-12 * scale);
    }),
    { numRuns: 500 },
  );
});
