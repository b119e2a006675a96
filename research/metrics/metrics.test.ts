import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import type { Outcome, Trade } from "../../engine/run/result.ts";
import { type MetricKey, metricsOf, metricTable, summaryOf, writeMetrics } from "./index.ts";

const dayMs = 86_400_000;

function tradeOf(pnl: number, i: number, over: Partial<Trade> = {}): Trade {
  return {
    symbol: "A",
    side: "long",
    entryIndex: 2 * i,
    exitIndex: 2 * i + 3,
    entryTs: 2 * i * dayMs,
    exitTs: (2 * i + 3) * dayMs,
    entryPrice: 100,
    exitPrice: 100 + pnl,
    quantity: 1,
    fees: 0.1,
    pnl,
    return: pnl / 100,
    mae: Math.min(0, pnl / 100) - 0.01,
    mfe: Math.max(0, pnl / 100) + 0.01,
    exitReason: "signal",
    open: false,
    ...over,
  };
}

interface Given {
  readonly equity: readonly number[];
  readonly benchmark?: readonly number[];
  readonly exposure?: readonly number[];
  readonly start?: number;
  readonly profits?: readonly number[];
  readonly over?: Partial<Outcome>;
}

/** A run with the given columns; what is not given stands still. */
function outcomeOf({ equity, benchmark, exposure, start = 1, profits = [], over = {} }: Given): Outcome {
  const n = equity.length;
  const filled = (value: number) => new Float64Array(n).fill(value);
  return {
    driver: "vector",
    symbols: ["A"],
    timeframeMs: dayMs,
    ts: Float64Array.from({ length: n }, (_, i) => i * dayMs),
    start,
    equity: Float64Array.from(equity),
    exposure: exposure ? Float64Array.from(exposure) : filled(0),
    net: exposure ? Float64Array.from(exposure) : filled(0),
    benchmark: benchmark ? Float64Array.from(benchmark) : filled(100),
    trades: profits.map((pnl, i) => tradeOf(pnl, i)),
    orders: [],
    fills: [],
    costs: { fees: 0, spread: 0, slippage: 0, funding: 0, borrow: 0 },
    ambiguousBars: 0,
    verdicts: {},
    barsPerYear: 365,
    ...over,
  };
}

/** Equity and benchmark of a seeded run: in and out of the market, with fat tails. */
function randomRun(seed: number, n: number, scale = 0.01): Outcome {
  const random = seeded(seed);
  const equity = [10_000];
  const benchmark = [10_000];
  const exposure = [0];
  let inside = 0;
  for (let i = 1; i < n; i++) {
    if (random() < 0.1) inside = random() < 0.6 ? 1 : 0;
    const move = scale * normal(random) * (random() < 0.05 ? 4 : 1) + scale / 50;
    benchmark.push(benchmark[i - 1]! * (1 + move));
    equity.push(equity[i - 1]! * (1 + inside * 0.9 * move));
    exposure.push(inside);
  }
  const profits = Array.from({ length: 40 }, () => Math.round(1000 * normal(random)) / 10 + 3);
  return outcomeOf({ equity, benchmark, exposure, profits });
}

const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
const mean = (xs: readonly number[]): number => sum(xs) / xs.length;
const about = (xs: readonly number[], power: number): number => {
  const centre = mean(xs);
  return sum(xs.map((x) => (x - centre) ** power));
};
const sd = (xs: readonly number[]): number => Math.sqrt(about(xs, 2) / (xs.length - 1));
/** Sum of products of deviations. */
const together = (xs: readonly number[], ys: readonly number[]): number => {
  const [x0, y0] = [mean(xs), mean(ys)];
  return sum(xs.map((x, i) => (x - x0) * (ys[i]! - y0)));
};
const sorted = (xs: readonly number[]): number[] => [...xs].sort((a, b) => a - b);
function quantileOf(xs: readonly number[], p: number): number {
  const s = sorted(xs);
  const rank = p * (s.length - 1);
  const k = Math.floor(rank);
  return k + 1 < s.length ? s[k]! + (s[k + 1]! - s[k]!) * (rank - k) : s[k]!;
}

/** The textbook, formula by formula, on plain arrays. */
function textbook({ equity, benchmark, exposure, ts, start, trades, barsPerYear }: Outcome) {
  const counted = [...equity].slice(start - 1);
  const held = [...benchmark].slice(start - 1);
  const returnsOf = (xs: readonly number[]) => xs.slice(1).map((x, i) => x / xs[i]! - 1);
  const r = returnsOf(counted);
  const b = returnsOf(held);
  const n = r.length;
  const root = Math.sqrt(barsPerYear);
  let peak = counted[0]!;
  const depths = counted.slice(1).map((x) => {
    peak = Math.max(peak, x);
    return x / peak - 1;
  });
  const under = depths.filter((d) => d < 0);
  const var95 = quantileOf(r, 0.05);
  const var99 = quantileOf(r, 0.01);
  let spell = 0;
  const spells = depths.map((d) => (spell = d < 0 ? spell + 1 : 0));
  const growth = counted.at(-1)! / counted[0]!;
  const years = (ts.at(-1)! + dayMs - ts[start]!) / (365.25 * dayMs);
  const cagr = growth ** (1 / years) - 1;
  const downside = Math.sqrt(mean(r.map((x) => Math.min(x, 0) ** 2)));
  const losses = -sum(r.filter((x) => x < 0));
  const covariance = together(r, b) / (n - 1);
  const beta = covariance / sd(b) ** 2;
  const gaps = r.map((x, i) => x - b[i]!);
  const m = (k: number) => about(r, k) / n;
  const g1 = m(3) / m(2) ** 1.5;
  const g2 = m(4) / m(2) ** 2 - 3;
  const logs = counted.slice(1).map((x) => Math.log(x / counted[0]!));
  const times = logs.map((_, i) => i);
  const rises = (up: boolean) => r.filter((_, i) => (up ? b[i]! > 0 : b[i]! < 0));
  const pnl = trades.map((trade) => trade.pnl);
  const wins = pnl.filter((x) => x > 0);
  const lost = pnl.filter((x) => x < 0);
  const payoff = mean(wins) / -mean(lost);
  const p = wins.length / (wins.length + lost.length);
  return {
    totalReturn: growth - 1,
    cagr,
    annualReturn: growth ** (barsPerYear / n) - 1,
    netProfit: counted.at(-1)! - counted[0]!,
    bestBar: r.reduce((best, x) => Math.max(best, x)),
    worstBar: r.reduce((worst, x) => Math.min(worst, x)),
    positiveBars: r.filter((x) => x > 0).length / r.filter((x) => x !== 0).length,
    volatility: sd(r) * root,
    downsideDeviation: downside * root,
    maxDrawdown: Math.min(0, ...depths),
    maxDrawdownDuration: Math.max(...spells),
    averageDrawdown: mean(under),
    timeUnderwater: under.length / n,
    ulcer: Math.sqrt(mean(depths.map((d) => d * d))),
    pain: -mean(depths),
    var95,
    cvar95: mean(r.filter((x) => x <= var95)),
    var99,
    cvar99: mean(r.filter((x) => x <= var99)),
    sharpe: (mean(r) / sd(r)) * root,
    sortino: (mean(r) / downside) * root,
    calmar: cagr / -Math.min(0, ...depths),
    omega: sum(r.filter((x) => x > 0)) / losses,
    martin: cagr / Math.sqrt(mean(depths.map((d) => d * d))),
    gainToPain: sum(r) / losses,
    recoveryFactor: (growth - 1) / -Math.min(0, ...depths),
    stability: together(logs, times) ** 2 / (about(logs, 2) * about(times, 2)),
    kellyBars: mean(r) / sd(r) ** 2,
    skew: (g1 * Math.sqrt(n * (n - 1))) / (n - 2),
    kurtosis: ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * g2 + 6),
    tailRatio: Math.abs(quantileOf(r, 0.95) / quantileOf(r, 0.05)),
    benchmarkReturn: held.at(-1)! / held[0]! - 1,
    benchmarkSharpe: (mean(b) / sd(b)) * root,
    benchmarkVolatility: sd(b) * root,
    alpha: (mean(r) - beta * mean(b)) * barsPerYear,
    beta,
    correlation: covariance / (sd(r) * sd(b)),
    trackingError: sd(gaps) * root,
    informationRatio: (mean(gaps) / sd(gaps)) * root,
    upCapture: mean(rises(true)) / mean(b.filter((x) => x > 0)),
    downCapture: mean(rises(false)) / mean(b.filter((x) => x < 0)),
    bars: n,
    exposure: [...exposure].slice(start).filter((x) => x !== 0).length / n,
    averageExposure: mean([...exposure].slice(start)),
    trades: trades.length,
    winRate: wins.length / pnl.length,
    profitFactor: sum(wins) / -sum(lost),
    expectancy: mean(pnl),
    averageTradeReturn: mean(trades.map((trade) => trade.return)),
    sqn: Math.sqrt(pnl.length) * (mean(pnl) / sd(pnl)),
    payoff,
    kelly: p - (1 - p) / payoff,
    averageWin: mean(wins),
    averageLoss: mean(lost),
    bestTrade: Math.max(...pnl) / 100,
    worstTrade: Math.min(...pnl) / 100,
    averageBars: 3,
    averageMae: mean(trades.map((trade) => trade.mae)),
    averageMfe: mean(trades.map((trade) => trade.mfe)),
  } satisfies Partial<Record<MetricKey, number>>;
}

function expectNear(got: number, want: number, name: string, within = 1e-12): void {
  const fault = Math.abs(got - want) / Math.max(1, Math.abs(want));
  expect(Object.is(got, want) || fault <= within, `${name}: ${got}, not ${want}`).toBe(true);
}

describe("all scalars equal the textbook", () => {
  // 20,000 bars are enough for the tails to be sampled and for several blocks.
  test.each([
    [1, 60, 0.01],
    [2, 500, 0.02],
    [3, 4_500, 0.001],
    [4, 20_000, 0.0005],
  ])("seed %i, %i bars", (seed, n, scale) => {
    const run = randomRun(seed, n, scale);
    const got = metricsOf(run);
    for (const [name, want] of Object.entries(textbook(run))) expectNear(got[name as MetricKey], want, name);
  });

  test("tails that a regular sample misses altogether", () => {
    // One bar in twenty falls, and the sample takes just these.
    const random = seeded(11);
    const equity = [10_000];
    for (let i = 0; i < 40_960; i++) {
      const move = i % 20 === 0 ? -0.0005 * (1 + random()) : 0.00005 * random();
      equity.push(equity[i]! * (1 + move));
    }
    const run = outcomeOf({ equity });
    const { var95, cvar95, var99, cvar99, tailRatio, bestBar, worstBar } = textbook(run);
    expect(metricsOf(run)).toMatchObject({ var95, var99, bestBar, worstBar });
    for (const [name, want] of Object.entries({ cvar95, cvar99, tailRatio })) {
      expectNear(metricsOf(run)[name as MetricKey], want, name);
    }
  });

  test("every metric of the table is written, each to its place", () => {
    const unwritten = 7.25e77;
    const row = new Float64Array(metricTable.length).fill(unwritten);
    const run = randomRun(5, 100);
    writeMetrics(row, summaryOf(run));
    expect(metricTable.filter((_, k) => row[k] === unwritten).map(({ key }) => key)).toEqual([]);
    expect([...row]).toEqual(Object.values(metricsOf(run)));
  });

  test("statistics count from start on, against the equity before it", () => {
    const run = randomRun(6, 300);
    const late = { ...run, start: 100 };
    for (const [name, want] of Object.entries(textbook(late))) {
      expectNear(metricsOf(late)[name as MetricKey], want, name);
    }
  });
});

describe("what cannot be measured is NaN, never a confident number", () => {
  const unmeasured = (run: Outcome) =>
    Object.entries(metricsOf(run)).flatMap(([name, value]) => (Number.isNaN(value) ? [name] : []));
  const ratios = [
    "sharpe",
    "sortino",
    "calmar",
    "omega",
    "martin",
    "gainToPain",
    "recoveryFactor",
    "stability",
  ];
  const ofTrades = [
    "winRate",
    "profitFactor",
    "expectancy",
    "sqn",
    "payoff",
    "kelly",
    "averageWin",
    "bestTrade",
  ];

  test("no bar that counts", () => {
    const metrics = metricsOf(outcomeOf({ equity: [100], start: 1 }));
    expect(metrics).toMatchObject({ bars: 0, trades: 0, fills: 0, costs: 0, totalReturn: Number.NaN });
    expect(unmeasured(outcomeOf({ equity: [100], start: 1 }))).toEqual(
      expect.arrayContaining([
        ...ratios,
        ...ofTrades,
        "cagr",
        "volatility",
        "maxDrawdown",
        "var95",
        "exposure",
      ]),
    );
    expect(metricsOf(outcomeOf({ equity: [], start: 0 }))).toMatchObject({
      bars: 0,
      totalReturn: Number.NaN,
    });
  });

  test("one bar", () => {
    const run = outcomeOf({ equity: [100, 101] });
    expect(metricsOf(run)).toMatchObject({ bars: 1, maxDrawdown: 0, bestBar: 101 / 100 - 1, trades: 0 });
    expect(unmeasured(run)).toEqual(
      expect.arrayContaining(["sharpe", "volatility", "skew", "kurtosis", "calmar"]),
    );
  });

  test("equity that stands still", () => {
    const run = outcomeOf({ equity: new Array(50).fill(100) });
    expect(metricsOf(run)).toMatchObject({
      totalReturn: 0,
      volatility: 0,
      maxDrawdown: 0,
      ulcer: 0,
      exposure: 0,
    });
    expect(unmeasured(run)).toEqual(
      expect.arrayContaining([...ratios, ...ofTrades, "positiveBars", "skew", "beta"]),
    );
  });

  test("equity that grows at one rate: rounding is not volatility", () => {
    const run = outcomeOf({ equity: Array.from({ length: 400 }, (_, i) => 100 * 1.001 ** i) });
    expect(metricsOf(run)).toMatchObject({ volatility: 0, skew: Number.NaN, sharpe: Number.NaN });
  });

  test("a benchmark that stands still", () => {
    const run = { ...randomRun(7, 100), benchmark: new Float64Array(100).fill(5) };
    expect(metricsOf(run)).toMatchObject({ beta: Number.NaN, alpha: Number.NaN, upCapture: Number.NaN });
    expect(metricsOf(run).benchmarkSharpe).toBeNaN();
  });

  test("equity that is its benchmark", () => {
    const run = randomRun(8, 100);
    const metrics = metricsOf({ ...run, benchmark: run.equity });
    expectNear(metrics.beta, 1, "beta");
    expect(metrics).toMatchObject({ trackingError: 0, informationRatio: Number.NaN, excessReturn: 0 });
  });

  test("trades that all lose, all win, or are all open", () => {
    const losing = metricsOf(outcomeOf({ equity: [100, 99, 98], profits: [-1, -1.5] }));
    expect(losing).toMatchObject({ winRate: 0, profitFactor: 0, maxLosses: 2, averageWin: Number.NaN });
    expect(losing.kelly).toBeNaN();
    const winning = metricsOf(outcomeOf({ equity: [100, 101, 102], profits: [1, 1.5] }));
    expect(winning).toMatchObject({ winRate: 1, profitFactor: Number.POSITIVE_INFINITY, payoff: Number.NaN });
    const open = outcomeOf({ equity: [100, 101, 102], over: { trades: [tradeOf(1, 0, { open: true })] } });
    expect(metricsOf(open)).toMatchObject({ trades: 1, openTrades: 1, winRate: Number.NaN });
  });

  test("a ruined account, and one that went below zero", () => {
    const zero = metricsOf(outcomeOf({ equity: [100, 50, 0, 0] }));
    expect(zero).toMatchObject({
      totalReturn: -1,
      cagr: -1,
      maxDrawdown: -1,
      sharpe: Number.NaN,
      var95: Number.NaN,
    });
    const below = metricsOf(outcomeOf({ equity: [100, 50, -20, -20] }));
    expect(below).toMatchObject({ totalReturn: -1.2, cagr: Number.NaN, sharpe: Number.NaN });
  });

  test("NaN in equity", () => {
    const metrics = metricsOf(outcomeOf({ equity: [100, Number.NaN, 102, 103] }));
    for (const name of [
      "sharpe",
      "maxDrawdown",
      "ulcer",
      "omega",
      "var95",
      "bestBar",
      "stability",
    ] as const) {
      expect(metrics[name], name).toBeNaN();
    }
  });
});

describe("costs, turnover and capacity", () => {
  const costs = { fees: 3, spread: 2, slippage: 1, funding: -1, borrow: 0 };
  const equity = [100, 102, 104, 105];

  test("costs are shares of the profit before them", () => {
    const metrics = metricsOf(outcomeOf({ equity, over: { costs } }));
    expect(metrics).toMatchObject({ costs: 5, feeCosts: 3, fundingCosts: -1 });
    expectNear(metrics.costShare, 0.5, "costShare");
    expectNear(metrics.fundingShare, -0.1, "fundingShare");
    expect(metricsOf(outcomeOf({ equity: [100, 90], over: { costs } })).costShare).toBeNaN();
  });

  test("turnover is notional a year over mean equity, of fills that count", () => {
    const fill = {
      symbol: "A",
      ts: 0,
      side: "buy",
      quantity: 2,
      price: 50,
      reference: 50,
      notional: 100,
      fee: 0,
      liquidity: "taker",
      reason: "entry",
    } as const;
    const fills = [
      { ...fill, index: 0 },
      { ...fill, index: 1 },
      { ...fill, index: 2, side: "sell" as const },
    ];
    const metrics = metricsOf(outcomeOf({ equity: [100, 100, 100], over: { fills } }));
    expect(metrics.fills).toBe(2);
    expectNear(metrics.turnover, (200 / 100 / 2) * 365.25, "turnover");
  });

  test("cash stands before a run that counts from its first bar", () => {
    const run = outcomeOf({ equity: [99, 101], start: 0 });
    expectNear(metricsOf(run, { cash: 100 }).totalReturn, 0.01, "totalReturn");
    expectNear(metricsOf(run).totalReturn, 101 / 99 - 1, "totalReturn");
  });

  test("capacity is where the impact of a round trip eats the mean trade", () => {
    const close = Float64Array.of(100, 101, 99, 100, 102, 101);
    const volume = new Float64Array(6).fill(1000);
    const ts = Float64Array.from(close, (_, i) => i * dayMs);
    const bars = { symbol: "A", timeframeMs: dayMs, ts, open: close, high: close, low: close, close, volume };
    const run = outcomeOf({ equity, profits: [1, 3] });
    const { capacity } = metricsOf(run, { bars: [bars] });
    const returns = [...close].slice(1).map((x, i) => x / close[i]! - 1);
    const impact = sd(returns) * Math.sqrt(capacity / (mean([...close]) * 1000));
    expectNear(2 * impact, 0.02, "impact of a round trip", 1e-9);
    const gap = {
      ...bars,
      close: Float64Array.of(100, 101, Number.NaN, 99, 100, 102, 101),
      volume: new Float64Array(7).fill(1000),
    };
    expectNear(metricsOf(run, { bars: [gap] }).capacity, capacity, "capacity over a missing bar", 1e-9);
    expect(metricsOf(run).capacity).toBeNaN();
    expect(metricsOf(outcomeOf({ equity, profits: [-1] }), { bars: [bars] }).capacity).toBeNaN();
    expect(metricsOf(run, { bars: [] }).capacity).toBeNaN();
    expect(metricsOf(run, { bars: [{ ...bars, volume: new Float64Array(6) }] }).capacity).toBeNaN();
    expect(metricsOf(outcomeOf({ equity }), { bars: [bars] }).capacity).toBeNaN();
  });
});

describe("properties", () => {
  // Steps of a basis point: returns far below it would be the rounding of equity.
  const move = fc.integer({ min: -2000, max: 2500 }).map((bps) => bps / 10_000);
  const moves = fc.array(move, { minLength: 5, maxLength: 60 });
  const grow = (from: number, returns: readonly number[]) => {
    const equity = [from];
    for (const r of returns) equity.push(equity.at(-1)! * (1 + r));
    return equity;
  };

  property.prop([moves, fc.double({ min: 0.01, max: 1e6, noNaN: true })])(
    "no return statistic depends on the size of the account",
    (returns, scale) => {
      const equity = grow(1000, returns);
      const a = metricsOf(outcomeOf({ equity }));
      const b = metricsOf(outcomeOf({ equity: equity.map((x) => x * scale) }));
      for (const { key, unit } of metricTable) {
        if (unit === "money" || Number.isNaN(a[key])) continue;
        expectNear(b[key], a[key], key, 1e-9);
      }
    },
  );

  property.prop([moves])("drawdowns lie in [-1, 0], and measures of risk keep their order", (returns) => {
    const m = metricsOf(outcomeOf({ equity: grow(1000, returns) }));
    expect(m.maxDrawdown).toBeGreaterThanOrEqual(-1);
    expect(m.maxDrawdown).toBeLessThanOrEqual(0);
    expect(m.averageDrawdown).toBeGreaterThanOrEqual(m.maxDrawdown - 1e-12);
    expect(m.ulcer).toBeLessThanOrEqual(-m.maxDrawdown + 1e-12);
    expect(m.pain).toBeLessThanOrEqual(m.ulcer + 1e-12);
    expect(m.cvar95).toBeLessThanOrEqual(m.var95 + 1e-12);
    expect(m.var99).toBeLessThanOrEqual(m.var95);
    expect(m.worstBar).toBeLessThanOrEqual(m.var99);
    if (!Number.isNaN(m.stability)) expect(m.stability).toBeLessThanOrEqual(1);
  });

  property.prop([moves])("the mirror image of a benchmark has the opposite beta", (returns) => {
    const equity = grow(1000, returns);
    const mirrored = grow(
      1000,
      returns.map((r) => -r),
    );
    const { beta, correlation } = metricsOf(outcomeOf({ equity, benchmark: mirrored }));
    if (!Number.isNaN(beta)) {
      expectNear(beta, -1, "beta", 1e-9);
      expectNear(correlation, -1, "correlation", 1e-9);
    }
  });

  property.prop([fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 })])(
    "trade counts add up, and the order of trades moves only the streaks",
    (profits) => {
      const equity = [100, 101];
      const a = metricsOf(outcomeOf({ equity, profits }));
      const b = metricsOf(outcomeOf({ equity, profits: [...profits].reverse() }));
      expect(a.trades).toBe(profits.length);
      expectNear(a.expectancy * profits.length, sum(profits), "expectancy", 1e-9);
      expect(b.winRate).toBe(a.winRate);
      expect(b.maxWins).toBe(a.maxWins);
      expect(b.maxLosses).toBe(a.maxLosses);
    },
  );
});
