import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { gt, sma } from "../ops/index.ts";
import { createTable } from "./node.ts";
import { int } from "./params.ts";
import { type Decision, plan, rootsOf, strategy, traceMarket } from "./strategy.ts";

const cross = strategy({
  name: "cross",
  params: { fast: int(5, { from: 1 }), slow: int(20, { from: 2 }) },
  where: ({ fast, slow }) => fast < slow,
  decide: ({ close }, { fast, slow }) => ({ target: gt(sma(close, fast), sma(close, slow)) }),
});
const one = { symbols: ["A"], timeframeMs: 3_600_000 };
const deciding = (decide: () => unknown) => strategy({ name: "odd", decide: decide as () => Decision });

describe("plan", () => {
  test("derives parameters, warm-up, text and hash", () => {
    const made = plan(cross, { ...one, params: { fast: 3 } });
    expect(made).toMatchObject({
      strategy: "cross",
      params: { fast: 3, slow: 20 },
      warmup: 19,
      rebalance: 0,
    });
    expect(made.text).toBe("a = close\nb = sma[3] a\nc = sma[20] a\nd = gt b c\ntarget: d");
    expect(made.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(plan(cross, { ...one, params: { fast: 4 } }).hash).not.toBe(made.hash);
  });

  test("variants in one table share what they have in common", () => {
    const table = createTable();
    for (const fast of [3, 4, 5]) plan(cross, { ...one, params: { fast }, table });
    // The slow average once, an average and a comparison for each variant.
    expect(table.nodes.filter(({ body }) => body.type === "call")).toHaveLength(1 + 2 * 3);
  });

  test("every role and level is traced", () => {
    const full = strategy({
      name: "full",
      rebalance: 0.1,
      decide: ({ close }) => ({
        target: 1,
        limit: close,
        expire: 3,
        stop: { fraction: 0.02 },
        takeProfit: { price: close },
        trail: 5,
        maxBars: 10,
      }),
    });
    const { decisions, rebalance, text } = plan(full, one);
    expect(rebalance).toBe(0.1);
    expect(decisions[0]).toMatchObject({ symbol: "A", expire: 3, maxBars: 10 });
    expect(Object.keys(rootsOf(decisions[0]!, false))).toEqual([
      "target",
      "limit",
      "stop(fraction)",
      "takeProfit(price)",
      "trail(distance)",
    ]);
    expect(text).toContain("stop(fraction): 0.02");
  });

  test("several symbols are decided each, with their names before the roles", () => {
    const { decisions, text } = plan(cross, { ...one, symbols: ["A", "B"] });
    expect(decisions.map(({ symbol }) => symbol)).toEqual(["A", "B"]);
    expect(
      text
        .split("\n")
        .slice(-2)
        .map((line) => line.split(":")[0]),
    ).toEqual(["A.target", "B.target"]);
  });

  test.each<[string, () => unknown, string]>([
    ["where", () => plan(cross, { ...one, params: { fast: 30 } }), "do not satisfy its condition"],
    [
      "range",
      () => plan(cross, { ...one, params: { slow: 1 } }),
      "cross: slow must be a whole number of at least 2; was 1",
    ],
    ["symbols", () => plan({ ...cross, symbolsMin: 2 }, one), "cross: needs at least 2 symbols; got 1 (A)"],
    [
      "nothing decided",
      () =>
        plan(
          deciding(() => undefined),
          one,
        ),
      "odd: decide must return a decision with a target",
    ],
    [
      "null",
      () =>
        plan(
          deciding(() => null),
          one,
        ),
      "odd: decide must return a decision with a target",
    ],
    [
      "no target",
      () =>
        plan(
          deciding(() => ({ stop: 1 })),
          one,
        ),
      "odd: decide must return a decision with a target",
    ],
    [
      "an immediate order that waits for its trigger",
      () =>
        plan(
          deciding(() => ({ target: 1, trigger: 110, tif: "ioc" })),
          one,
        ),
      "odd: tif ioc needs a limit; a stop order waits for its trigger",
    ],
    [
      "an expiry of no bars",
      () =>
        plan(
          deciding(() => ({ target: 1, expire: 0 })),
          one,
        ),
      "odd: expire must be a whole number of bars of at least 1; was 0",
    ],
    [
      "a part of a bar",
      () =>
        plan(
          deciding(() => ({ target: 1, maxBars: 1.5 })),
          one,
        ),
      "odd: maxBars must be a whole number of bars of at least 1; was 1.5",
    ],
    [
      "name",
      () => strategy({ name: "SMA cross", decide: () => ({ target: 1 }) }),
      "strategy name must be lower-case",
    ],
  ])("refuses: %s", (_name, make, message) => {
    expect(make).toThrow(UserError);
    expect(make).toThrow(message);
  });
});

describe("traceMarket", () => {
  test("gives the series of a symbol, and those of the others", () => {
    const market = traceMarket(createTable(), ["A", "B"], 60_000, "A");
    expect(market.of("B").close.body).toEqual({ type: "source", symbol: "B", field: "close" });
    expect(market.of("B").of("A").close).toBe(market.close);
    expect(market.series("funding").body).toMatchObject({ field: "funding", symbol: "A" });
    expect(() => market.of("C")).toThrow('unknown symbol "C"; the run has A, B');
  });
});
