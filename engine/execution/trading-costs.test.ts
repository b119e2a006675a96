import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractOf, notionalAt, valueAt } from "../trade/contract.ts";
import type { Instrument } from "../trade/instrument.ts";
import { anyInstrument, anyPrice, instruments, inverse, spot } from "../trade/testing/instruments.ts";
import { type CostKey, costReport } from "./cost-report.ts";
import { costParts, totalCost, tradingCosts, type WorkedOrder } from "./trading-costs.ts";

const at = (price: number, ts = 0) => ({ ts, price });
const contract = contractOf(spot);
const buy: WorkedOrder = {
  symbol: spot.symbol,
  side: "buy",
  kind: "limit",
  quantity: 3,
  decision: at(100, 1_000),
  arrival: at(101, 1_200),
  end: at(110, 5_200),
  fills: [
    { ts: 2_000, quantity: 1, price: 102.5, reference: 102, fee: 0.1 },
    { ts: 3_000, quantity: 1, price: 103, reference: 103, fee: -0.05 },
  ],
};

test("an order worked out by hand", () => {
  const costs = tradingCosts(contract, buy);
  expect(costs.delay).toBeCloseTo(2, 12);
  expect(costs.impact).toBeCloseTo(3, 12);
  expect(costs.spread).toBeCloseTo(0.5, 12);
  expect(costs.fees).toBeCloseTo(0.05, 12);
  expect(costs.opportunity).toBeCloseTo(10, 12);
  expect(costs.total).toBeCloseTo(15.55, 12);
  expect(costs.notional).toBe(300);
});

test("what goes beyond the spread is impact, and one who makes the price earns the spread", () => {
  const costsAt = (price: number) =>
    tradingCosts(contract, {
      ...buy,
      quantity: 1,
      arrival: at(100),
      fills: [{ ts: 0, quantity: 1, price, reference: 100, halfSpread: 0.5, fee: 0 }],
    });
  expect(costsAt(100.5)).toMatchObject({ spread: 0.5, impact: 0 });
  expect(costsAt(102)).toMatchObject({ spread: 0.5, impact: 1.5 });
  expect(costsAt(100.25)).toMatchObject({ spread: 0.25, impact: 0 });
  expect(costsAt(99.5)).toMatchObject({ spread: -0.5, impact: 0 });
  expect(costsAt(99)).toMatchObject({ spread: -0.5, impact: -0.5 });
});

test("a seller pays when the price falls, an inverse one in coins", () => {
  const order: WorkedOrder = {
    ...buy,
    symbol: inverse.symbol,
    side: "sell",
    quantity: 2,
    decision: at(100),
    arrival: at(100),
    end: at(80),
    fills: [{ ts: 0, quantity: 2, price: 80, reference: 80, fee: 0 }],
  };
  const costs = tradingCosts(contractOf(inverse), order);
  expect(costs.impact).toBeCloseTo(200 * (1 / 80 - 1 / 100), 15);
  expect(costs.total).toBeCloseTo(costs.impact, 15);
  expect(tradingCosts(contractOf(inverse), { ...order, fills: [] }).total).toBeCloseTo(costs.total, 15);
});

test("more cannot have filled than was wanted", () => {
  expect(() => tradingCosts(contract, { ...buy, quantity: 1.5 })).toThrow("invariant broken");
});

const anyFill = fc.record({
  ts: fc.nat(),
  lots: fc.integer({ min: 1, max: 500 }),
  price: anyPrice,
  reference: anyPrice,
  halfSpread: fc.oneof(fc.constant(undefined), fc.double({ min: 0, max: 50, noNaN: true })),
  fee: fc.double({ min: -1, max: 1, noNaN: true }),
});
const anyMoment = fc.record({ ts: fc.nat(1e6), price: anyPrice });
const anyOrder = fc
  .record({
    instrument: anyInstrument,
    side: fc.constantFrom("buy", "sell"),
    kind: fc.constantFrom("market", "twap", "pov"),
    rest: fc.nat(500),
    decision: anyMoment,
    arrival: anyMoment,
    end: anyMoment,
    fills: fc.array(anyFill, { maxLength: 30 }),
  })
  .map(({ instrument, rest, fills, ...drawn }): readonly [Instrument, WorkedOrder] => {
    const step = instrument.lot.step;
    const lots = fills.reduce((sum, fill) => sum + fill.lots, rest) + 1;
    const order = {
      ...drawn,
      symbol: instrument.symbol,
      quantity: lots * step,
      fills: fills.map(({ lots: each, halfSpread, ...fill }) => ({
        ...fill,
        quantity: each * step,
        ...(halfSpread !== undefined && { halfSpread }),
      })),
    } as WorkedOrder;
    return [instrument, order];
  });

test("the parts add up to the total exactly, and to the shortfall of a paper portfolio", () => {
  fc.assert(
    fc.property(anyOrder, ([instrument, order]) => {
      const own = contractOf(instrument);
      const costs = tradingCosts(own, order);
      expect(costs.total).toBe(costParts.reduce((sum, part) => sum + costs[part], 0));
      const sign = order.side === "buy" ? 1 : -1;
      const value = (price: number) => sign * valueAt(own, price);
      const { quantity, decision, end, fills } = order;
      const paper = quantity * (value(end.price) - value(decision.price));
      const real = fills.reduce(
        (sum, fill) => sum + fill.quantity * (value(end.price) - value(fill.price)) - fill.fee,
        0,
      );
      const prices = [
        decision,
        order.arrival,
        end,
        ...fills,
        ...fills.map((fill) => ({ price: fill.reference })),
      ];
      // Relative to the value of the order at the price where that is greatest, and the fees.
      const most = Math.max(...prices.map(({ price }) => quantity * notionalAt(own, price)));
      expect(Math.abs(paper - real - costs.total)).toBeLessThanOrEqual(1e-11 * (most + fills.length));
    }),
    { numRuns: 500 },
  );
});

describe("a cost report", () => {
  const contracts = new Map(instruments.map((each) => [each.symbol, contractOf(each)]));
  const report = (orders: readonly WorkedOrder[], ...by: readonly CostKey[]) =>
    costReport(orders, (symbol) => contracts.get(symbol)!, by);

  test("tells orders apart, and weighs them by their notional", () => {
    const sell: WorkedOrder = {
      ...buy,
      side: "sell",
      quantity: 1,
      arrival: at(100, 1_000),
      end: at(100, 1_000),
      fills: [{ ts: 1_000, quantity: 1, price: 99, reference: 100, fee: 0 }],
    };
    const [both] = report([buy, sell]);
    expect(both).toMatchObject({ symbol: null, side: null, kind: null, orders: 2, fills: 3, notional: 400 });
    expect(both!.costs.spread).toBeCloseTo(1.5, 12);
    expect(both!.bps.total).toBeCloseTo((16.55 / 400) * 1e4, 9);
    expect(both!.filledShare).toBeCloseTo(0.75, 12);
    expect([both!.delayMs, both!.workMs]).toEqual([150, 3_000]);
    const rows = report([sell, buy], "symbol", "side");
    expect(rows.map(({ symbol, side, orders }) => [symbol, side, orders])).toEqual([
      [spot.symbol, "buy", 1],
      [spot.symbol, "sell", 1],
    ]);
    expect(rows[1]!.bps).toMatchObject({ spread: 100, total: 100, delay: 0 });
    expect(report([])).toEqual([]);
  });

  test("adds up exactly in each row, and over rows to what the orders cost", () => {
    fc.assert(
      fc.property(
        fc.array(anyOrder, { minLength: 1, maxLength: 20 }),
        fc.subarray<CostKey>(["symbol", "side", "kind"]),
        (drawn, by) => {
          const orders = drawn.map(([, order]) => order);
          const rows = report(orders, ...by);
          for (const { costs, bps } of rows) {
            expect(costs.total).toBe(totalCost(costs));
            expect(bps.total).toBe(totalCost(bps));
          }
          const singles = orders.map((order) => tradingCosts(contracts.get(order.symbol)!, order));
          for (const part of costParts) {
            const [all, each] = [
              rows.reduce((sum, { costs }) => sum + costs[part], 0),
              singles.reduce((sum, costs) => sum + costs[part], 0),
            ];
            const scale = singles.reduce((sum, costs) => sum + Math.abs(costs[part]), 0);
            expect(Math.abs(all - each)).toBeLessThanOrEqual(1e-12 * scale);
          }
          expect(rows.reduce((count, row) => count + row.orders, 0)).toBe(orders.length);
          const keys = rows.map(({ symbol, side, kind }) => JSON.stringify([symbol, side, kind]));
          expect(new Set(keys).size).toBe(rows.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});
