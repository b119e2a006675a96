import { describe, expect, test } from "vitest";
import { type Strategy, strategy } from "../../engine/graph/strategy.ts";
import { alignBars } from "../../engine/run/market.ts";
import { defaultSettings } from "../../engine/run/settings.ts";
import { resampled } from "./checks/paths.ts";
import { labelsOf } from "./checks/regimes.ts";
import { checkNames } from "./names.ts";
import { neighboursOf, wordsAround } from "./neighbours.ts";
import { parsePolicy } from "./parse-policy.ts";
import { studyOf } from "./study.ts";
import { follow, marketOf, quickPolicy, requestOf } from "./testing/markets.ts";
import { passes, validate } from "./validate.ts";

describe("a strategy on a market with an edge that it follows", () => {
  const found = validate(requestOf());

  test("passes every binding check", () => {
    const shut = found.checks.filter(({ verdict, binding }) => binding && verdict !== "passed");
    expect(shut.map(({ name, value, reason }) => `${name} ${value}: ${reason}`)).toEqual([]);
    expect(found.passed).toBe(true);
    expect(passes(requestOf())).toEqual({ passed: true });
  });

  test("is asked every question once, in the stated order", () => {
    expect(found.checks.map(({ name }) => name)).toEqual([...checkNames]);
    for (const { reason } of found.checks) expect(reason).not.toMatch(/undefined|NaN/);
  });

  test("gives what the report draws", () => {
    const { logits, fan, regimes, stress, neighbours, paths } = found.figures;
    const counted = (bins: typeof logits) => bins!.reduce((sum, { count }) => sum + count, 0);
    expect(counted(logits)).toBe(70);
    expect(fan!.lines.map((line) => line.length)).toEqual(fan!.levels.map(() => fan!.ts.length));
    expect(fan!.own.at(-1)).toBeCloseTo(1 + studyOf(requestOf()).metrics.totalReturn!, 9);
    expect(regimes!.map(({ name }) => name)).toEqual(["bull", "bear", "sideways"]);
    expect(stress!.map(({ name }) => name)).toEqual([
      "as it is",
      "costs-doubled",
      "fills-pessimistic",
      "one-bar-late",
    ]);
    expect(counted(neighbours)).toBe(4);
    expect(counted(paths)).toBe(20);
  });

  test("earns less at higher costs and with worse fills, and something else one bar late", () => {
    const [own, dearer, worse, late] = found.figures.stress!;
    expect(dearer!.annualReturn).toBeLessThan(own!.annualReturn);
    expect(worse!.annualReturn).toBeLessThan(own!.annualReturn);
    expect(late!.annualReturn).not.toBe(own!.annualReturn);
  });

  test("is found the same again, and survives a file", () => {
    expect(validate(requestOf())).toEqual(found);
    const read = JSON.parse(JSON.stringify(found)) as typeof found;
    expect(read.checks.map(({ verdict }) => verdict)).toEqual(found.checks.map(({ verdict }) => verdict));
  });

  test("fails once enough was tried on the way to it", () => {
    const after = (count: number, variance: number) => validate(requestOf({ trials: { count, variance } }));
    const deflated = (count: number, variance: number) =>
      after(count, variance).checks.find(({ name }) => name === "deflated-sharpe")!;
    const { probability } = after(10, 0.01).figures.deflation!;
    expect(probability.toSorted((a, b) => b - a)).toEqual(probability);
    // Trials of which none is better than another make a flat line, which would look like a proof.
    expect(found.figures.deflation).toBeUndefined();
    expect(deflated(1_000, 0.01).verdict).toBe("failed");
    expect(deflated(1_000, 0.01).value).toBeLessThan(deflated(10, 0.01).value);
    // Trials of which nothing else is known are as spread as the variants around.
    expect(deflated(50, Number.NaN).reason).toContain("variants around");
  });
});

describe("a strategy on a random walk", () => {
  const request = requestOf({ datasets: [marketOf(1_000, 8)] });

  test("does not pass, and the first check that shuts the gate is named", () => {
    const found = validate(request);
    expect(found.passed).toBe(false);
    const first = found.checks.find(({ binding, verdict }) => binding && verdict !== "passed")!;
    expect(passes(request)).toEqual({ passed: false, shutBy: first.name });
  });
});

describe("what cannot be measured", () => {
  const idle = strategy({ name: "idle", decide: () => ({ target: 0 }) }) as unknown as Strategy;
  const request = requestOf({ strategy: idle, params: {} });

  test("is said with its reason, and shuts the gate", () => {
    const found = validate(request);
    expect(found.passed).toBe(false);
    const verdicts = Object.fromEntries(found.checks.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({
      trades: "failed",
      "track-record": "not-measurable",
      "deflated-sharpe": "not-measurable",
      "bootstrap-return": "not-measurable",
      stability: "not-measurable",
      overfitting: "not-measurable",
      "walk-forward": "not-measurable",
      capacity: "not-measurable",
    });
    for (const { reason } of found.checks) expect(reason).not.toBe("");
  });

  test("does not when the policy excuses it", () => {
    const noCosts = { ...defaultSettings, fees: { taker: 0, maker: 0, fixed: 0 } };
    const policy = parsePolicy({ ...quickPolicy, excused: ["costs-doubled"] });
    const free = validate(requestOf({ settings: noCosts, policy }));
    const check = free.checks.find(({ name }) => name === "costs-doubled")!;
    expect(check).toMatchObject({ verdict: "not-measurable", binding: false });
    expect(free.passed).toBe(true);
    expect(validate(requestOf({ settings: noCosts })).passed).toBe(false);
  });
});

describe("synthetic markets", () => {
  const market = alignBars([marketOf(200, 4).bars]);
  const own = market.bars[0]!;

  test("of the rows as they were are the market itself", () => {
    const rows = Int32Array.from({ length: 200 }, (_, i) => i);
    const again = resampled(market, rows).bars[0]!;
    for (const name of ["open", "high", "low", "close"] as const) {
      for (let i = 0; i < 200; i++) expect(again[name][i]).toBeCloseTo(own[name][i]!, 9);
    }
  });

  test("keep each bar's shape and its step from the close before", () => {
    const rows = Int32Array.from({ length: 200 }, (_, i) => (i * 37) % 200);
    const { open, high, low, close } = resampled(market, rows).bars[0]!;
    for (let i = 1; i < 200; i++) {
      const row = rows[i]!;
      expect(close[i]! / open[i]!).toBeCloseTo(own.close[row]! / own.open[row]!, 12);
      expect(high[i]! / low[i]!).toBeCloseTo(own.high[row]! / own.low[row]!, 12);
      if (row > 0) expect(close[i]! / close[i - 1]!).toBeCloseTo(own.close[row]! / own.close[row - 1]!, 12);
    }
  });

  test("leave a missing bar out", () => {
    const hole = own.close.map((x, i) => (i === 5 ? Number.NaN : x));
    const gappy = { ...market, bars: [{ ...own, close: hole }] };
    const drawn = resampled(gappy, Int32Array.of(4, 5, 6, 5, 7)).bars[0]!;
    expect([...drawn.close].map(Number.isNaN)).toEqual([false, true, false, true, false]);
    expect(drawn.close[2]! / drawn.close[0]!).toBeCloseTo(own.close[6]! / own.close[4]!, 12);
  });
});

describe("several symbols on one account", () => {
  const [first, second] = [marketOf(700, 3, 0.4), marketOf(700, 21, 0.4)];
  // The second begins later and misses a bar now and then.
  const kept = Array.from(second.bars.ts.keys()).filter((i) => i > 50 && i % 97 !== 0);
  const thin = (column: Float64Array) => Float64Array.from(kept, (i) => column[i]!);
  const { ts, open, high, low, close, volume } = second.bars;
  const other = {
    bars: {
      symbol: "Y",
      timeframeMs: second.bars.timeframeMs,
      ts: thin(ts),
      open: thin(open),
      high: thin(high),
      low: thin(low),
      close: thin(close),
      volume: thin(volume),
    },
    identity: { ...second.identity, symbol: "Y", name: "file:Y:1d", rows: kept.length },
  };

  test("are judged together, gaps and a later start included", () => {
    const settings = { size: { by: "equity", amount: 0.5 }, fromMs: first.bars.ts[100]! } as const;
    const found = validate(requestOf({ datasets: [first, other], settings }));
    expect(found.bars).toBe(600);
    for (const { name, reason, verdict, binding } of found.checks) {
      expect(`${name}: ${reason}`).not.toMatch(/undefined|NaN/);
      expect(binding && verdict === "not-measurable", name).toBe(false);
    }
    expect(found.passed).toBe(true);
  });
});

test("regimes are told by what was known before the bar", () => {
  const whole = marketOf(600, 6, 0.4);
  const labels = labelsOf(studyOf(requestOf({ datasets: [whole] })));
  const { bars } = whole;
  const changed = bars.close.map((x, i) => (i >= 400 ? x * (i % 2 === 0 ? 3 : 0.3) : x));
  const others = {
    ...whole,
    bars: { ...bars, close: changed, high: bars.high.map((x, i) => (i >= 400 ? x * 9 : x)) },
  };
  const after = labelsOf(studyOf(requestOf({ datasets: [others] })));
  // The bar at 400 is labelled by closes up to 399.
  expect([...after.subarray(0, 401)]).toEqual([...labels.subarray(0, 401)]);
  expect([...after.subarray(401)]).not.toEqual([...labels.subarray(401)]);
  expect(labels[80]).toBe(-1);
  expect(new Set(labels)).toEqual(new Set([-1, 0, 1, 2]));
});

describe("parameters around a choice", () => {
  test("lie within what a parameter allows", () => {
    expect(wordsAround(follow.params, { n: 100 }, 3)).toEqual(["n=33,44,58,76,100,132,173"]);
    expect(wordsAround(follow.params, { n: 2 }, 3)).toEqual(["n=2,3,5,6"]);
  });

  test("move a whole number by one at least", () => {
    const near = neighboursOf(follow, { n: 3 }, 0.2, 1);
    expect(near.map(({ n }) => n).sort()).toEqual([2, 4]);
  });

  test("keep the strategy's own condition", () => {
    const bounded = { ...follow, where: ({ n }: { n: number }) => n <= 20 } as unknown as Strategy;
    for (const { n } of neighboursOf(bounded, { n: 20 }, 0.2, 1)) expect(n).toBeLessThan(20);
  });
});
