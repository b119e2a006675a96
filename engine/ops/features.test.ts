import { expect, test } from "vitest";
import { createTable } from "../graph/node.ts";
import { traceMarket } from "../graph/strategy.ts";
import { features } from "./features.ts";
import { rsi } from "./rsi.ts";

const marketOf = (...symbols: string[]) => traceMarket(createTable(), symbols, 3_600_000, symbols[0]!);

test("features by name are nodes of the market", () => {
  const market = marketOf("A");
  const made = features(market, ["rsi_14", "weekend"]);
  expect(Object.keys(made)).toEqual(["rsi_14", "weekend"]);
  expect(made.rsi_14).toBe(rsi(market.close, { n: 14, flat: 50 }));
  expect(made.weekend!.kind).toBe("boolean");
});

test("what cannot be given is refused", () => {
  expect(() => features(marketOf("A"), ["rsi_41"])).toThrow(
    'unknown feature "rsi_41"; did you mean "rsi_14"?',
  );
  expect(() => features(marketOf("A"), ["return_rank_5"])).toThrow(
    "features: return_rank_5 needs at least 2 symbols; the market has 1",
  );
});

test("a family gives what the market has, and a feature named as its family is itself", () => {
  const single = Object.keys(features(marketOf("A"), ["all"]));
  const several = Object.keys(features(marketOf("A", "B"), ["all"]));
  expect(single).toContain("return_5");
  expect(several.length - single.length).toBeGreaterThan(10);
  expect(Object.keys(features(marketOf("A"), ["entropy", "rsi_7"]))).toEqual(
    expect.arrayContaining(["entropy_60", "permutation_entropy_3", "rsi_7"]),
  );
  expect(Object.keys(features(marketOf("A"), ["funding"]))).toEqual(["funding"]);
  expect(() => features(marketOf("A"), ["cross-asset"])).toThrow("cross-asset needs at least 2 symbols");
});
