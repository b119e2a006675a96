import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Contract,
  contractFee,
  contractOf,
  notionalAt,
  onTick,
  plainContract,
  quotedAt,
  valueAt,
} from "./contract.ts";
import { fillFee, notionalOf, quoteNotional, unitValue } from "./instrument.ts";
import { parseInstrument } from "./parse-instrument.ts";

const fees = { taker: 0.01, maker: -0.001, fixed: 2 };
const linear = parseInstrument({
  symbol: "A",
  kind: "perpetual",
  base: "A",
  quote: "USD",
  tick: "0.5",
  lot: "0.1",
  contractSize: 10,
  notionalMin: 5,
  margin: { initial: 0.2, maintenance: 0.1 },
  fees,
});
const inverse = parseInstrument({
  symbol: "B",
  kind: "future",
  payoff: "inverse",
  base: "B",
  quote: "USD",
  tick: "0.5",
  lot: 1,
  contractSize: 100,
  expiryMs: 1_000,
  fees,
});

/** Equal but for the rounding of a product in another order. */
const near = (got: number, want: number) =>
  expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(want)));

describe("the contract of an instrument", () => {
  test("holds what a session must know", () => {
    expect(contractOf(linear)).toEqual({
      inverse: false,
      size: 10,
      lot: 0.1,
      tick: linear.tick,
      notionalMin: 5,
      fees,
      margin: { initial: 0.2, maintenance: 0.1 },
      expiryMs: Number.POSITIVE_INFINITY,
    });
    expect(contractOf(inverse)).toMatchObject({ inverse: true, size: 100, lot: 1, expiryMs: 1_000 });
  });

  test("of a spot instrument has no margin: it is fully paid", () => {
    const spot = parseInstrument({
      symbol: "A",
      kind: "spot",
      base: "A",
      quote: "USD",
      tick: 1,
      lot: 1,
      margin: { initial: 0.5 },
    });
    expect(contractOf(spot).margin).toBeUndefined();
  });

  test.each([
    ["linear", linear],
    ["inverse", inverse],
  ])("values as the instrument does: %s", (_, instrument) => {
    const contract = contractOf(instrument);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.constantFrom("maker" as const, "taker" as const),
        (price, quantity, liquidity) => {
          const size = Math.abs(quantity);
          expect(valueAt(contract, price)).toBe(unitValue(instrument, price));
          near(size * notionalAt(contract, price), notionalOf(instrument, quantity, price));
          near(size * quotedAt(contract, price), quoteNotional(instrument, quantity, price));
          near(
            contractFee(contract, liquidity, quantity, price),
            fillFee(instrument, liquidity, quantity, price),
          );
        },
      ),
      { seed: 11 },
    );
  });
});

test("without an instrument a market trades coins at any price", () => {
  const contract = plainContract(fees, 0.25);
  expect([valueAt(contract, 80), notionalAt(contract, 80), quotedAt(contract, 80)]).toEqual([80, 80, 80]);
  expect(contract.lot).toBe(0.25);
  expect(onTick(contract, 80.123, "down")).toBe(80.123);
});

describe("a price on the grid", () => {
  const contract: Contract = contractOf(linear);
  test.each([
    [98.3, "down", 98],
    [98.3, "up", 98.5],
    [98.3, "nearest", 98.5],
    [98.5, "down", 98.5],
    [98.5, "up", 98.5],
    // What only rounding keeps from a tick counts as that tick.
    [0.1 + 0.4, "up", 0.5],
    [0.2, "down", 0],
  ] as const)("%d %s is %d", (price, rounding, want) => {
    expect(onTick(contract, price, rounding)).toBe(want);
  });

  test.each([Number.NaN, 0, -3, Number.POSITIVE_INFINITY])("%d stays what it is", (price) => {
    expect(onTick(contract, price, "up")).toBe(price);
  });
});
