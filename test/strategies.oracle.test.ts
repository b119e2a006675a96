import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { int, plan, type Strategy, strategy } from "../engine/graph/strategy.ts";
import { crossOver, crossUnder, latch, sma } from "../engine/ops/index.ts";
import type { Outcome } from "../engine/run/result.ts";
import { parseSettings } from "../engine/run/settings.ts";
import { runVector } from "../engine/run/vector.ts";
import type { MetricKey } from "../research/metrics/index.ts";
import { createEvaluator } from "../research/sweep/evaluator.ts";
import type { BacktestingCase } from "./oracles/backtesting.ts";
import { backtestFolder, hasOracles, oracleFiles, oracleMarket } from "./oracles/load.ts";
import { type StrategyRule, strategyOf } from "./oracles/rules.ts";
import type { VectorbtCase } from "./oracles/vectorbt.ts";

/** Bars with their shares held and the price paid: what both packages and we must agree upon. */
type Trip = readonly [
  entry: number,
  exit: number,
  side: string,
  quantity: number,
  entryPrice: number,
  exitPrice: number,
];

const ours = (outcome: Outcome): Trip[] =>
  outcome.trades
    .filter((t) => !t.open)
    .map((t) => [t.entryIndex, t.exitIndex, t.side, t.quantity, t.entryPrice, t.exitPrice]);

function expectTrips(got: readonly Trip[], want: readonly Trip[]): void {
  expect(got.map((trip) => trip.slice(0, 3))).toEqual(want.map((trip) => trip.slice(0, 3)));
  for (const [i, trip] of want.entries()) {
    for (const k of [3, 4, 5] as const) {
      expect(
        Math.abs(got[i]![k] / trip[k] - 1),
        `trade ${i}: got ${got[i]}, want ${trip}`,
      ).toBeLessThanOrEqual(1e-9);
    }
  }
}

function expectEquity(got: Float64Array, want: readonly number[], skipLast: number): void {
  for (let t = 0; t < want.length - skipLast; t++) {
    expect(
      Math.abs(got[t]! / want[t]! - 1),
      `equity of bar ${t}: got ${got[t]}, want ${want[t]}`,
    ).toBeLessThanOrEqual(1e-9);
  }
}

/** Runs the rule of a case as a strategy; undefined with the reason where our words for it differ. */
function run(
  rule: StrategyRule,
  file: string,
  settings: Readonly<Record<string, unknown>>,
  closeOnly = false,
): Outcome | undefined {
  const made = strategyOf(rule);
  if (!made) return undefined;
  const market = oracleMarket(file, closeOnly);
  const bound = plan(made, { symbols: market.symbols, timeframeMs: market.timeframeMs });
  return runVector(bound, market, parseSettings({ limitFill: "touch", ...settings }), 252);
}

/** Why a case of vectorbt is not also written as a strategy. */
function vectorbtGap({ execution: x, signals }: VectorbtCase): string | undefined {
  const opens = String(x.fill).startsWith("open");
  const stops = x.sl_stop !== null || x.tp_stop !== null;
  const gaps: [boolean, string][] = [
    [x.accumulate !== false, "the peer adds to a position at repeated signals"],
    [x.size_type !== "amount" && x.size_type !== "percent", "an amount of money"],
    [x.size_type === "amount" && x.size !== "Infinity", "a fixed quantity"],
    [stops && opens, "the peer checks stops before orders that fill at the same open"],
    [
      stops && signals.short_entry.length > 0,
      "the peer ignores a reversal on the bar of a stop, a target that changes is traded",
    ],
  ];
  return gaps.find(([applies]) => applies)?.[1];
}

function playVectorbt(oracle: VectorbtCase & { rules: string }): Outcome | undefined {
  const { execution: x } = oracle;
  const sized = x.size_type === "percent" ? { size: Number(x.size) } : {};
  const stop =
    x.sl_stop === null
      ? {}
      : x.sl_trail === true
        ? { trail: Number(x.sl_stop) }
        : { stop: Number(x.sl_stop) };
  const takeProfit = x.tp_stop === null ? {} : { takeProfit: Number(x.tp_stop) };
  const longShort = oracle.signals.short_entry.length > 0;
  return run(
    { rules: oracle.rules, longShort, ...sized, ...stop, ...takeProfit },
    oracle.data.file,
    {
      cash: x.starting_cash,
      fill: String(x.fill).startsWith("open") ? "next-open" : "close",
      fees: { taker: x.fees, maker: x.fees, fixed: x.fixed_fees },
      slippage: x.slippage,
      lot: x.size_granularity ?? 0,
    },
    String(x.stops_use).startsWith("close only"),
  );
}

/** Why a case of backtesting.py is not also written as a strategy. */
function backtestingGap({ execution: x, rules, actions }: BacktestingCase): string | undefined {
  const gaps: [boolean, string][] = [
    [Number(x.spread) !== 0, "a spread that is charged on entries only"],
    [x.hedging === true, "long and short positions at the same time"],
    [Array.isArray(x.commission), "the fixed fee counts once for each unit when the peer sizes"],
    [Number(x.margin) !== 1, "leverage"],
    [
      actions.some((a) => a.limit !== undefined || a.stop !== undefined),
      "the peer's own rule of pending entries",
    ],
    [/trail|sl = max/i.test(rules), "a stop that user code moves by an average with back-filled values"],
    [actions.some((a) => a.sl !== undefined) && !/sl = close\*\(1-/.test(rules), "stops by another rule"],
  ];
  return gaps.find(([applies]) => applies)?.[1];
}

function playBacktesting(oracle: BacktestingCase): Outcome | undefined {
  const { execution: x, rules } = oracle;
  const sized = /with size ([\d.]+)/.exec(rules);
  const bracket = /sl = close\*\(1-([\d.]+)\), tp = close\*\(1\+([\d.]+)\)/.exec(rules);
  const longShort = oracle.trades.some((trade) => trade.direction === "short");
  return run(
    {
      rules,
      longShort,
      ...(sized && { size: Number(sized[1]) }),
      ...(bracket && { stop: Number(bracket[1]), takeProfit: Number(bracket[2]) }),
    },
    oracle.data.file,
    {
      cash: x.starting_cash,
      fill: x.trade_on_close === true ? "close" : "next-open",
      fees: { taker: x.commission, maker: x.commission, fixed: 0 },
      lot: oracle.title.startsWith("Fractional") ? 1e-8 : 1,
    },
  );
}

const skip = !hasOracles && process.env.CI !== "true";
const why = skip ? " (skipped: no ../shared/oracles)" : "";

describe.skipIf(skip)(`the rules of other packages' backtests, written with our operators${why}`, () => {
  for (const { file, content } of skip ? [] : oracleFiles()) {
    if (file.startsWith("vbt-")) {
      const oracle = content as never as VectorbtCase & { rules: string };
      const gap =
        vectorbtGap(oracle) ?? (strategyOf({ ...oracle, longShort: false }) ? undefined : "no such rule");
      it(`${file}${gap ? ` (left out: ${gap})` : ""}`, () => {
        if (gap) return;
        const outcome = playVectorbt(oracle)!;
        const want = oracle.trades.filter((t) => t.status === "closed");
        expectTrips(
          ours(outcome),
          want.map((t) => [t.entry_bar, t.exit_bar, t.direction, t.size, t.entry_price, t.exit_price]),
        );
        expectEquity(outcome.equity, oracle.equity, 0);
      });
    }
    if (file.startsWith("bt-")) {
      const oracle = content as never as BacktestingCase;
      const gap =
        backtestingGap(oracle) ?? (strategyOf({ ...oracle, longShort: false }) ? undefined : "no such rule");
      it(`${file}${gap ? ` (left out: ${gap})` : ""}`, () => {
        if (gap) return;
        const outcome = playBacktesting(oracle)!;
        // The peer closes what is left at the end; for us it stays open.
        const left = outcome.trades.some((trade) => trade.open);
        const want = left ? oracle.trades.slice(0, -1) : oracle.trades;
        expectTrips(
          ours(outcome),
          want.map((t) => [
            t.entry_bar,
            t.exit_bar,
            t.direction,
            Math.abs(t.size),
            t.entry_price,
            t.exit_price,
          ]),
        );
        if (oracle.execution.trade_on_close !== true || oracle.execution.commission === 0) {
          expectEquity(outcome.equity, oracle.equity, left ? 1 : 0);
        }
      });
    }
  }
});

interface Sweep {
  readonly data: string;
  readonly near_ties: readonly (readonly [number, number, readonly number[]])[];
  readonly rows: readonly (readonly [number, number, number, number, number, number, number])[];
}

describe.skipIf(skip)(`a sweep of another package${why}`, () => {
  const path = join(backtestFolder, "sweep-vectorbt-GOOG.json");
  it("gives its five figures for every pair of averages", () => {
    expect(existsSync(path)).toBe(true);
    const sweep = JSON.parse(readFileSync(path, "utf8")) as Sweep;
    const market = oracleMarket(sweep.data);
    const settings = parseSettings({ cash: 10_000, fill: "close", fees: { taker: 0.001, maker: 0.001 } });
    const ties = new Set(sweep.near_ties.map(([fast, slow]) => `${fast},${slow}`));
    const pair = strategy({
      name: "pair",
      params: { fast: int(2), slow: int(3) },
      decide({ close }, { fast, slow }) {
        const [a, b] = [sma(close, fast), sma(close, slow)];
        return { target: latch(crossOver(a, b), crossUnder(a, b)) };
      },
    });
    const evaluator = createEvaluator({
      strategy: pair as unknown as Strategy,
      market,
      settings,
      barsPerYear: 252,
      context: { cash: settings.cash },
    });
    const found = new Float64Array(evaluator.metrics.length);
    let compared = 0;
    for (const [fast, slow, totalReturn, sharpe, sortino, drawdown, orders] of sweep.rows) {
      if (ties.has(`${fast},${slow}`)) continue;
      evaluator.evaluate({ fast, slow }, found);
      const got = (name: MetricKey) => found[evaluator.metrics.indexOf(name)]!;
      const near = (value: number, want: number) =>
        expect(Math.abs(value - want), `${fast}/${slow}: ${value}, not ${want}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(want)),
        );
      near(got("totalReturn"), totalReturn);
      near(got("sharpe"), sharpe);
      near(got("sortino"), sortino);
      near(-Math.abs(got("maxDrawdown")), drawdown);
      expect(got("fills"), `${fast}/${slow}`).toBe(orders);
      compared++;
    }
    expect(compared).toBe(sweep.rows.length - ties.size);
  });
});
