import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fillFee,
  limitTicksOf,
  lotsWithin,
  notionalOf,
  priceOfTicks,
  priceText,
  quantityOfLots,
  quantityText,
  quoteNotional,
  unitValue,
} from "./instrument.ts";
import { parseInstrument } from "./parse-instrument.ts";
import { anyPrice, future, inverse, linear, linearFuture, spot } from "./testing/instruments.ts";

describe("an instrument", () => {
  test("values a contract by its payoff", () => {
    expect(unitValue(spot, 50_000)).toBe(50_000);
    expect(unitValue(linearFuture, 3_000)).toBe(300);
    expect(unitValue(inverse, 50_000)).toBe(-100 / 50_000);
  });

  test("pays an inverse holder size (1/a - 1/b) coins", () => {
    fc.assert(
      fc.property(anyPrice, anyPrice, (a, b) => {
        const paid = unitValue(inverse, b) - unitValue(inverse, a);
        expect(paid).toBeCloseTo(100 * (1 / a - 1 / b), 12);
        expect(paid * (b - a)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("gives notional in the settlement currency and in the quote currency", () => {
    expect(notionalOf(inverse, -3, 50_000)).toBe(0.006);
    expect(quoteNotional(inverse, -3, 50_000)).toBe(300);
    expect(notionalOf(linearFuture, 2, 3_000)).toBe(600);
    expect(quoteNotional(linearFuture, -2, 3_000)).toBe(600);
  });

  test("charges fees in the settlement currency", () => {
    expect(fillFee(linear, "maker", 2, 1_000)).toBe(-0.2);
    expect(fillFee(future, "taker", 1, 2_000)).toBeCloseTo(0.0001 + 0.0005 * 0.005, 15);
  });

  test("turns ticks and lots into numbers, into texts, and back without loss for the owner", () => {
    expect(priceText(inverse, 100_001)).toBe("50000.5");
    expect(priceOfTicks(inverse, 100_001)).toBe(50_000.5);
    expect(quantityText(spot, 123)).toBe("0.00123");
    expect(quantityOfLots(spot, 123)).toBe(0.00123);
    expect(lotsWithin(linear, 0.0129)).toBe(12);
    expect(lotsWithin(linear, -0.0129)).toBe(-12);
    expect(Object.is(lotsWithin(linear, -0.0001), 0)).toBe(true);
    expect(limitTicksOf(inverse, "buy", 100.7)).toBe(201);
    expect(limitTicksOf(inverse, "sell", 100.7)).toBe(202);
  });
});

describe("parseInstrument", () => {
  const given = { symbol: "BTC/USDT", kind: "spot", base: "BTC", quote: "USDT", tick: "0.01", lot: "0.001" };

  test("fills in what may be left out", () => {
    const parsed = parseInstrument(given);
    expect(parsed).toMatchObject({
      payoff: "linear",
      settle: "USDT",
      contractSize: 1,
      notionalMin: 0,
      margin: { initial: 1, maintenance: 0 },
      fees: { taker: 0, maker: 0, fixed: 0 },
    });
    expect(parsed).not.toHaveProperty("expiryMs");
    expect(
      parseInstrument({ ...given, kind: "perpetual", settle: "USDC", fees: { taker: 0.001 } }),
    ).toMatchObject({
      settle: "USDC",
      fees: { taker: 0.001, maker: 0, fixed: 0 },
    });
    expect(inverse.settle).toBe("BTC");
    expect(future.expiryMs).toBe(1_798_185_600_000);
  });

  test.each([
    [null, "an instrument must be a record; was null"],
    [[given], "an instrument must be a record"],
    [{ symbol: "X" }, "an instrument needs kind; it has symbol"],
    [{ symbol: "X", tikc: 1 }, 'unknown field of an instrument "tikc"; did you mean "tick"?'],
    [{ ...given, tikc: 1 }, 'unknown field of an instrument "tikc"; did you mean "tick"?'],
    [{ ...given, symbol: "" }, "symbol must be a text that is not empty"],
    [{ ...given, kind: "swap" }, 'kind must be one of spot, perpetual, future; was "swap"'],
    [{ ...given, tick: -1 }, 'tick must be a positive decimal such as "0.01"; was -1'],
    [
      { ...given, lot: "abc" },
      'lot must be a positive decimal of at most 18 places, such as "0.01"; was "abc"',
    ],
    [{ ...given, margin: 3 }, "margin must be a record; was 3"],
    [{ ...given, margin: { initial: 0 } }, "margin.initial must be above 0; was 0"],
    [{ ...given, margin: { initial: 2 } }, "margin.initial must be a number in [0, 1]; was 2"],
    [
      { ...given, margin: { initial: 0.1, maintenance: 0.2 } },
      "margin.maintenance must be at most margin.initial 0.1",
    ],
    [{ ...given, margin: { start: 1 } }, 'unknown margin rate "margin.start"'],
    [{ ...given, fees: { taker: 2 } }, "fees.taker must be a fraction of notional in [-0.05, 0.5]; was 2"],
    [{ ...given, notionalMin: -1 }, "notionalMin must be a number of at least 0; was -1"],
    [{ ...given, base: "USDT" }, "base and quote must differ; both were USDT"],
    [{ ...given, payoff: "inverse" }, "payoff must be linear where kind is spot; was inverse"],
    [{ ...given, settle: "USDC" }, "settle must be USDT, the quote, where kind is spot; was USDC"],
    [{ ...given, contractSize: 10 }, "contractSize must be 1 where kind is spot; was 10"],
    [{ ...given, kind: "perpetual", payoff: "inverse", settle: "USDT" }, "settle must be BTC, the base"],
    [{ ...given, kind: "future" }, "a future needs expiryMs, ms since 1970 UTC"],
    [
      { ...given, kind: "perpetual", expiryMs: 5 },
      "expiryMs belongs to a future; kind was perpetual; leave it out",
    ],
  ])("refuses %j", (input, message) => {
    expect(() => parseInstrument(input)).toThrow(message);
  });
});
