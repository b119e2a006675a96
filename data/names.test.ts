import { describe, expect, test } from "vitest";
import { matchNames } from "./catalog/find.ts";
import { checkPart, formatName, guessName, inferTimeframe } from "./names.ts";

describe("the name of a file", () => {
  test.each([
    ["BTCUSDT-1h-2024-01.csv", { symbol: "BTCUSDT", timeframe: "1h" }],
    ["btcusdt-binance-5m.parquet", { symbol: "BTCUSDT", exchange: "binance", timeframe: "5m" }],
    [
      "/some/folder/ethusdt-perp-binance-60m.csv.gz",
      { symbol: "ETHUSDT-PERP", exchange: "binance", timeframe: "1h" },
    ],
    ["Kraken_XBTEUR_1d.csv", { symbol: "XBTEUR", exchange: "kraken", timeframe: "1d" }],
    ["prices.txt", { symbol: "PRICES" }],
    ["1h.csv", { timeframe: "1h" }],
  ])("%s", (path, guess) => {
    expect(guessName(path)).toEqual(guess);
  });
});

describe("a name of the catalog", () => {
  const names = [
    { exchange: "binance", symbol: "BTCUSDT", timeframe: "1h" },
    { exchange: "binance", symbol: "BTCUSDT", timeframe: "1d" },
    { exchange: "kraken", symbol: "BTCUSDT", timeframe: "1h" },
  ];

  test.each([
    ["binance:BTCUSDT:1h", 1],
    ["BINANCE:btcusdt:1H", 1],
    ["BTCUSDT:1d", 1],
    ["kraken", 1],
    ["binance:1h", 1],
    ["BTCUSDT:1h", 2],
    ["BTCUSDT", 3],
    ["1h:BTCUSDT", 0],
    ["BTC", 0],
  ])("%s means %i", (reference, count) => {
    expect(matchNames(reference, names)).toHaveLength(count);
  });

  test("has parts that may be names of folders", () => {
    expect(formatName(names[0]!)).toBe("binance:BTCUSDT:1h");
    expect(checkPart("symbol", "BTC-PERP_2.x+")).toBe("BTC-PERP_2.x+");
    for (const bad of ["", "..", "a/b", "a:b", ".hidden", "a b"]) {
      expect(() => checkPart("symbol", bad)).toThrow(`symbol must be letters, digits`);
    }
  });
});

test("the timeframe is the most frequent step, the shorter of two as frequent", () => {
  expect(inferTimeframe(Float64Array.of(0, 1, 2, 5, 6, 9, 12))).toBe(1);
  expect(inferTimeframe(Float64Array.of(9, 6, 3, 0))).toBe(3);
  expect(inferTimeframe(Float64Array.of(0, 2, 3, 5, 6))).toBe(1);
  expect(inferTimeframe(Float64Array.of(7))).toBeUndefined();
  expect(inferTimeframe(Float64Array.of(7, 7))).toBeUndefined();
});
