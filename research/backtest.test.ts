import { describe, expect, test } from "vitest";
import { seeded } from "../engine/core/random.ts";
import { op } from "../engine/graph/op.ts";
import { int, num, number, strategy } from "../engine/graph/strategy.ts";
import { gt } from "../engine/ops/gt.ts";
import { sma } from "../engine/ops/sma.ts";
import { barsFrom, type Row, still } from "../engine/run/testing/scenario.ts";
import type { DataIdentity, Dataset } from "../engine/trade/bars.ts";
import { type BacktestRequest, backtest, dataWarnings } from "./backtest.ts";

const dayMs = 86_400_000;
const hourMs = dayMs / 24;

function datasetOf(rows: readonly Row[], identity: Partial<DataIdentity> = {}, timeframeMs = dayMs): Dataset {
  const symbol = identity.symbol ?? "X";
  const bars = barsFrom(symbol, rows, undefined, timeframeMs);
  return {
    bars,
    identity: {
      name: `file/${symbol}/1d`,
      symbol,
      exchange: "file",
      timeframe: timeframeMs === dayMs ? "1d" : "1h",
      source: "made by hand",
      sha256: "feed",
      rows: bars.ts.length,
      fromMs: 0,
      toMs: rows.length * timeframeMs,
      synthetic: false,
      allowed: [],
      ...identity,
    },
  };
}

/** A walk of bars whose high and low are 2% from their open. */
function walk(length: number, seed: number): Row[] {
  const random = seeded(seed);
  let price = 100;
  return Array.from({ length }, () => {
    const open = price;
    price *= 1 + 0.02 * (2 * random() - 1);
    return [open, 1.02 * open, 0.98 * open, price] as Row;
  });
}

const crossing = strategy({
  name: "crossing",
  about: "Long above its average.",
  params: { n: int(3, { from: 2, to: 50 }), stop: num(0.01, { from: 0.001, to: 0.5 }) },
  decide: ({ close }, { n, stop }) => ({
    target: gt(close, sma(close, n)),
    stop: { fraction: stop },
    takeProfit: { fraction: 0.01 },
  }),
});

const request: BacktestRequest = {
  strategy: crossing,
  target: "crossing",
  sourceHash: "s0",
  codeVersion: "v0",
  datasets: [datasetOf(walk(200, 1))],
};
const hashOf = (change: Partial<BacktestRequest>): string =>
  backtest({ ...request, ...change }).identity.hash;

describe("the identity of a run", () => {
  test("is the same for the same request, as is everything else", () => {
    const [first, second] = [backtest({ ...request, bounds: true }), backtest({ ...request, bounds: true })];
    expect(second).toStrictEqual(first);
    expect(first.outcome.trades.length).toBeGreaterThan(5);
  });

  test("names the strategy and begins with its hash", () => {
    const { identity } = backtest(request);
    expect(identity.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(identity.id).toBe(`crossing-${identity.hash.slice(0, 10)}`);
    expect(identity).toMatchObject({
      strategy: "crossing",
      about: "Long above its average.",
      target: "crossing",
      sourceHash: "s0",
      codeVersion: "v0",
      params: { n: 3, stop: 0.01 },
      warmup: 2,
    });
    expect(identity.plan).toContain("sma[3]");
    expect(identity.data).toEqual([request.datasets[0]!.identity]);
  });

  test("takes the strategy's name for what is not given", () => {
    const { identity } = backtest({ strategy: crossing, datasets: request.datasets });
    expect(identity).toMatchObject({ target: "crossing", sourceHash: "", codeVersion: "" });
  });

  const data = request.datasets[0]!;
  const changes: readonly (readonly [string, Partial<BacktestRequest>])[] = [
    ["a parameter", { params: { n: 4 } }],
    ["the code version", { codeVersion: "v1" }],
    ["the source hash", { sourceHash: "s1" }],
    ["the hash of the data", { datasets: [{ ...data, identity: { ...data.identity, sha256: "beef" } }] }],
    ["the number of rows", { datasets: [{ ...data, identity: { ...data.identity, rows: 199 } }] }],
    ["an allowed defect", { datasets: [{ ...data, identity: { ...data.identity, allowed: ["gaps"] } }] }],
    ["the symbol", { datasets: [datasetOf(walk(200, 1), { symbol: "Y" })] }],
    ["a second symbol", { datasets: [data, datasetOf(walk(200, 2), { symbol: "Y" })] }],
    ["finer bars", { finer: [datasetOf(walk(200, 2), {}, hourMs)] }],
    ["the bounds asked for", { bounds: true }],
    ["the driver", { driver: "event" }],
    ["cash", { settings: { cash: 9_999 } }],
    ["the fill", { settings: { fill: "close" } }],
    ["the intrabar rule", { settings: { intrabar: "optimistic" } }],
    ["a fee", { settings: { fees: { taker: 0.001, maker: 0.001, fixed: 0.01 } } }],
    ["the spread", { settings: { halfSpread: 0.0001 } }],
    ["slippage", { settings: { slippage: 0.0001 } }],
    ["the rule of limits", { settings: { limitFill: "touch" } }],
    ["the lot", { settings: { lot: 0.001 } }],
    ["the least notional", { settings: { limits: { order: { notionalMin: 1 } } } }],
    ["leverage", { settings: { limits: { account: { grossMax: 2 } } } }],
    ["shorts", { settings: { limits: { account: { short: false } } } }],
    ["borrow", { settings: { borrowRate: 0.01 } }],
    ["funding", { settings: { funding: false } }],
    ["the least change", { settings: { rebalance: 0 } }],
    ["the year", { settings: { barsPerYear: 252 } }],
    ["the first bar that counts", { settings: { fromMs: dayMs } }],
    ["the limit of drawdown", { settings: { limits: { account: { maxDrawdown: 0.5 } } } }],
    ["the name of the strategy", { strategy: { ...crossing, name: "other" } }],
    ["the least change of the strategy", { strategy: { ...crossing, rebalance: 0.1 } }],
    [
      "a part of the decision outside the graph",
      {
        strategy: {
          ...crossing,
          decide: (market, params) => ({ ...crossing.decide(market, params as never), maxBars: 5 }),
        },
      },
    ],
  ];
  test.each(changes)("changes with %s", (_, change) => {
    expect(hashOf(change)).not.toBe(hashOf({}));
  });

  test("tells data from finer data", () => {
    const [a, b] = [datasetOf(walk(50, 1)), datasetOf(walk(1200, 2), {}, hourMs)];
    const both = backtest({ ...request, datasets: [a], finer: [b] }).identity;
    const coarse = backtest({ ...request, datasets: [a] }).identity;
    expect(both.hash).not.toBe(coarse.hash);
    expect(both.data).toEqual([a.identity, { ...b.identity, role: "finer" }]);
  });

  test("does not change with what says the same or says nothing about the result", () => {
    expect(hashOf({ params: { n: 3 } })).toBe(hashOf({}));
    expect(hashOf({ settings: { cash: 10_000 } })).toBe(hashOf({}));
    expect(hashOf({ target: "./strategies/crossing.ts" })).toBe(hashOf({}));
  });

  test("changes with the body of a user's own operator", () => {
    const twice = op({ name: "scaled", inputs: [number], step: (_, x) => 2 * x });
    const thrice = op({ name: "scaled", inputs: [number], step: (_, x) => 3 * x });
    const own = (scaled: typeof twice) =>
      strategy({ name: "own", decide: ({ close }) => ({ target: gt(scaled(close), 250) }) });
    expect(hashOf({ strategy: own(twice) as never })).not.toBe(hashOf({ strategy: own(thrice) as never }));
  });
});

describe("drivers", () => {
  test("give the same run, and both say so", () => {
    const { outcome } = backtest(request);
    expect({ ...backtest({ ...request, driver: "event" }).outcome, driver: "vector" }).toStrictEqual(outcome);
    expect(backtest({ ...request, driver: "both" }).outcome).toStrictEqual(outcome);
  });
});

describe("bounds", () => {
  const optimistic = { settings: { intrabar: "optimistic" } } as const;
  const [pessimist, optimist] = [
    backtest({ ...request, bounds: true }),
    backtest({ ...request, ...optimistic, bounds: true }),
  ];

  test("are the runs of both rules, whichever is the run's own", () => {
    const [low, high] = [backtest(request), backtest({ ...request, ...optimistic })];
    for (const { bounds } of [pessimist, optimist]) {
      expect(bounds).toStrictEqual({
        pessimistic: low.metrics,
        optimistic: high.metrics,
        optimisticEquity: high.outcome.equity,
      });
    }
    expect(pessimist.outcome).toStrictEqual(low.outcome);
    expect(optimist.outcome).toStrictEqual(high.outcome);
  });

  test("lie in their order", () => {
    expect(pessimist.outcome.ambiguousBars).toBeGreaterThan(0);
    expect(pessimist.bounds!.optimistic.totalReturn).toBeGreaterThan(
      pessimist.bounds!.pessimistic.totalReturn!,
    );
  });

  test("are left out unless asked for", () => {
    expect(backtest(request).bounds).toBeUndefined();
  });
});

describe("warnings", () => {
  // Every sample here spans days, and says so; that has a test of its own beside the report's.
  const warningsOf = (change: Partial<BacktestRequest>) =>
    backtest({ ...request, ...change }).warnings.filter((text) => !text.includes("under a year"));
  const hold = strategy({ name: "hold", decide: () => ({ target: 1 }) });
  const few = "1 trade is too few to tell skill from luck (under 30)";
  const calm = [still(100), still(100), still(100)];

  test("of several data sets alike are told once", () => {
    const { identity } = datasetOf(calm);
    const told = (names: string) =>
      dataWarnings([...names].map((name) => ({ identity: { ...identity, name, allowed: ["2 gaps"] } })));
    expect(told("ABC")).toEqual(["each of A, B, C is used in spite of 2 gaps"]);
    expect(told("ABCDEFGHI")).toEqual(["each of A, B, C, D, E, F and 3 more is used in spite of 2 gaps"]);
  });

  test("tell synthetic data and allowed defects, of finer data, too", () => {
    const marked = { synthetic: true, allowed: ["2 gaps", "1 flat run"] };
    const told = [
      "file/X/1d is SYNTHETIC: generated, not traded",
      "file/X/1d is used in spite of 2 gaps",
      "file/X/1d is used in spite of 1 flat run",
    ];
    expect(warningsOf({ strategy: hold as never, datasets: [datasetOf(calm, marked)] })).toEqual([
      ...told,
      expect.stringContaining("too few"),
    ]);
    const finer = [datasetOf(walk(72, 1), marked, hourMs)];
    expect(warningsOf({ strategy: hold as never, datasets: [datasetOf(calm)], finer })).toEqual([
      ...told,
      expect.stringContaining("too few"),
    ]);
  });

  test("tell fills at the deciding close", () => {
    expect(warningsOf({ settings: { fill: "close" } })).toContain(
      "orders fill at the close that decided them (fill: close): for comparison with other tools only",
    );
  });

  test("tell too little data, no order, and few trades", () => {
    expect(warningsOf({ datasets: [datasetOf(calm)], params: { n: 4 } })).toEqual([
      "no decision: warm-up takes 3 bars, X has 3",
    ]);
    expect(warningsOf({ datasets: [datasetOf(calm)] })).toEqual(["no order was filled"]);
    expect(warningsOf({ strategy: hold as never, datasets: [datasetOf(calm)] })).toEqual([few]);
    expect(warningsOf({ datasets: [datasetOf(walk(600, 1))] }).join()).not.toContain("too few");
  });

  test("tell ambiguous bars and how they were taken", () => {
    const bars = outcomeOf({}).ambiguousBars;
    expect(warningsOf({})).toContain(`${bars} bars reached both stop and target; taken as the stop`);
    const optimistic = { settings: { intrabar: "optimistic" } } as const;
    expect(warningsOf(optimistic)).toContain(
      `${outcomeOf(optimistic).ambiguousBars} bars reached both stop and target; taken as the target`,
    );
  });

  test("tell what risk cut or refused, rule by rule", () => {
    const twice = strategy({ name: "twice", decide: ({ close }) => ({ target: gt(close, 0) }) });
    expect(
      warningsOf({
        strategy: twice as never,
        datasets: [datasetOf(calm)],
        settings: { limits: { account: { grossMax: 0.5 } } },
      }),
    ).toEqual([few, "risk rule leverage cut or refused 1 order"]);
    const restless = warningsOf({ settings: { limits: { account: { grossMax: 0.5 } } } }).join("\n");
    expect(restless).toMatch(/risk rule leverage cut or refused \d+ orders/);
    const halted = warningsOf({ settings: { limits: { account: { maxDrawdown: 0.01 } } } });
    expect(halted).toContain(
      "the limit of drawdown (account.maxDrawdown, 1%) was reached: everything was left, and trading ended",
    );
    const left = warningsOf({ settings: { limits: { stops: { strategyDrawdown: 0.02 } } } });
    expect(left).toContain(
      "the strategy's limit of drawdown (stops.strategyDrawdown, 2%) was reached: it was left, and added nothing any more",
    );
    const bad = warningsOf({
      settings: { fill: "close", limits: { account: { dailyLoss: 0.0001 } } },
    }).join("\n");
    expect(bad).toMatch(
      /daily loss \(account.dailyLoss, 0.01%\) was reached: nothing was added for the rest of the day \(\d+ times\)/,
    );
  });

  const outcomeOf = (change: Partial<BacktestRequest>) => backtest({ ...request, ...change }).outcome;
});

describe("a backtest refuses", () => {
  const cases: readonly (readonly [string, Partial<BacktestRequest>, string])[] = [
    ["a parameter out of range", { params: { n: 1 } }, "n"],
    ["a setting out of range", { settings: { cash: 0 } }, "cash must be a number above 0; was 0"],
    ["no data", { datasets: [] }, "a run needs the bars of at least one symbol; got none"],
    [
      "finer bars of a stranger",
      { finer: [datasetOf(walk(9, 1), { symbol: "Z" }, hourMs)] },
      "finer bars of Z do not belong to the run; it has X",
    ],
    [
      "finer bars that are not finer",
      { finer: [datasetOf(walk(9, 1))] },
      "finer bars must divide the 1d bars of the run; those of X are 1d",
    ],
    [
      "finer bars that do not fit into the run's",
      { finer: [datasetOf(walk(9, 1), {}, 7 * hourMs)] },
      "finer bars must divide the 1d bars of the run; those of X are 7h",
    ],
  ];
  test.each(cases)("%s", (_, change, message) => {
    expect(() => backtest({ ...request, ...change })).toThrow(message);
  });
});

test("the year is the data's own unless it is given", () => {
  expect(backtest(request).outcome.barsPerYear).toBe(365);
  expect(backtest({ ...request, settings: { barsPerYear: 252 } }).outcome.barsPerYear).toBe(252);
});
