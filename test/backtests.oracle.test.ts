import { describe, expect, it } from "vitest";
import type { Outcome } from "../engine/run/result.ts";
import { metricsOf } from "../research/metrics/index.ts";
import {
  type BacktestingCase,
  backtestingObstacle,
  expectedOf,
  playBacktesting,
} from "./oracles/backtesting.ts";
import { hasOracles, oracleFiles } from "./oracles/load.ts";
import { playVectorbt, type VectorbtCase, vectorbtObstacle } from "./oracles/vectorbt.ts";

const tolerance = 1e-9;

function expectClose(got: number, want: number, what: string, scale = Math.abs(want)): void {
  if (Object.is(got, want)) return;
  expect(Math.abs(got - want), `${what}: got ${got}, want ${want}`).toBeLessThanOrEqual(
    tolerance * Math.max(scale, 1e-9),
  );
}

function expectEquity(got: Float64Array, want: readonly number[]): void {
  expect(got.length).toBe(want.length);
  for (let t = 0; t < want.length; t++) expectClose(got[t]!, want[t]!, `equity of bar ${t}`);
}

/** A profit is a difference of two notionals: its error is measured against the larger of them. */
const notional = (trade: { size: number; entry_price: number; exit_price: number }) =>
  Math.abs(trade.size) * Math.max(trade.entry_price, trade.exit_price);

function checkVectorbt(oracle: VectorbtCase, outcome: Outcome): void {
  expect(outcome.fills.length).toBe(oracle.orders.length);
  for (const [i, want] of oracle.orders.entries()) {
    const got = outcome.fills[i]!;
    expect([got.index, got.side], `order ${i}`).toEqual([want.bar, want.side]);
    expectClose(got.quantity, want.size, `size of order ${i}`);
    expectClose(got.price, want.price, `price of order ${i}`);
    expectClose(got.fee, want.fees, `fees of order ${i}`);
  }
  expectEquity(outcome.equity, oracle.equity);
  checkStatistics(oracle, outcome, {
    total_return: "totalReturn",
    annualized_volatility: "volatility",
    sharpe: "sharpe",
    sortino: "sortino",
    annualized_return: "annualReturn",
    max_drawdown: "maxDrawdown",
    total_fees: "feeCosts",
    exposure_time: "exposure",
  });
  if (oracle.execution.accumulate !== false) return; // The peer averages entries; orders and equity are compared.
  expect(outcome.trades.length).toBe(oracle.trades.length);
  for (const [i, want] of oracle.trades.entries()) {
    const got = outcome.trades[i]!;
    expect([got.entryIndex, got.exitIndex, got.side, got.open], `trade ${i}`).toEqual([
      want.entry_bar,
      want.exit_bar,
      want.direction,
      want.status === "open",
    ]);
    expectClose(got.quantity, want.size, `size of trade ${i}`);
    expectClose(got.entryPrice, want.entry_price, `entry of trade ${i}`);
    expectClose(got.exitPrice, want.exit_price, `exit of trade ${i}`);
    expectClose(got.fees, want.entry_fees + want.exit_fees, `fees of trade ${i}`, notional(want));
    expectClose(got.pnl, want.pnl, `pnl of trade ${i}`, notional(want));
    expectClose(got.return, want.return, `return of trade ${i}`, 1);
  }
}

function checkBacktesting(oracle: BacktestingCase, outcome: Outcome): void {
  const { trades, equity } = expectedOf(oracle, outcome);
  const closed = outcome.trades.filter((trade) => !trade.open);
  expect(closed.map((trade) => [trade.entryIndex, trade.exitIndex, trade.side])).toEqual(
    trades.map((trade) => [trade.entry_bar, trade.exit_bar, trade.direction]),
  );
  for (const [i, want] of trades.entries()) {
    const got = closed[i]!;
    expectClose(got.quantity, Math.abs(want.size), `size of trade ${i}`);
    expectClose(got.entryPrice, want.entry_price, `entry of trade ${i}`);
    expectClose(got.exitPrice, want.exit_price, `exit of trade ${i}`);
    expectClose(got.fees, want.commission, `fees of trade ${i}`, notional(want));
    expectClose(got.pnl, want.pnl, `pnl of trade ${i}`, notional(want));
  }
  expectEquity(equity, oracle.equity);
  checkStatistics(oracle, outcome, { num_trades: "trades", win_rate: "winRate", sqn: "sqn" });
}

/** Statistics that both sides define alike; how the others differ is in the README of the cases. */
function checkStatistics(
  oracle: VectorbtCase | BacktestingCase,
  outcome: Outcome,
  names: Readonly<Record<string, string>>,
): void {
  const barsPerYear = Number(oracle.stats.periods_per_year ?? 252);
  const metrics: Readonly<Record<string, number>> = metricsOf(
    { ...outcome, barsPerYear },
    { cash: Number(oracle.execution.starting_cash) },
  );
  for (const [theirs, name] of Object.entries(names)) {
    expectClose(metrics[name]!, Number(oracle.stats[theirs]), theirs, 1);
  }
}

const skip = !hasOracles && process.env.CI !== "true";

describe.skipIf(skip)(
  skip ? "backtests of other packages (skipped: no ../shared/oracles)" : "backtests of other packages",
  () => {
    for (const { file, content } of skip ? [] : oracleFiles()) {
      // Indicator values and the sweep have tests of their own.
      if (file.startsWith("indicators-") || file.startsWith("sweep-")) continue;
      const peer = String(content.peer).split(" ")[0];
      const vectorbt = peer === "vectorbt";
      const obstacle = vectorbt ? vectorbtObstacle(content as never) : backtestingObstacle(content as never);
      it(`${file}: ${content.title}${obstacle ? ` (left out: ${obstacle})` : ""}`, () => {
        expect(["vectorbt", "backtesting.py"], "a kind of case that this suite does not know").toContain(
          peer,
        );
        if (obstacle) return;
        if (vectorbt) checkVectorbt(content as never, playVectorbt(content as never));
        else checkBacktesting(content as never, playBacktesting(content as never));
      });
    }
  },
);
