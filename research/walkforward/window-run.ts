import { plan, type Strategy } from "../../engine/graph/strategy.ts";
import type { MarketData } from "../../engine/run/market.ts";
import type { Outcome } from "../../engine/run/result.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { firstIndex, runVector } from "../../engine/run/vector.ts";
import { type SweepData, scenarioRequest } from "../sweep/scenario.ts";
import { closedOut } from "./close-out.ts";

/** What all windows of a walk forward share. */
export interface Ground {
  readonly strategy: Strategy;
  readonly data: SweepData;
  readonly symbols: readonly string[];
  readonly settings: Settings;
}

/** A stretch of time, [fromMs, toMs). */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * One variant over a test window, with `cash` to begin with and flat at both ends. Bars before the window warm up, those
 * after it are not there. Without parameters, or without money, it stays in cash.
 */
export function runWindow(
  { strategy, data, symbols, settings }: Ground,
  { fromMs, toMs }: TimeSpan,
  params: Readonly<Record<string, unknown>> | undefined,
  cash: number,
): Outcome {
  const request = scenarioRequest(data, { symbols, fromMs, toMs }, settings);
  const { market, finer, barsPerYear } = request;
  if (params === undefined || !(cash > 0)) return inCash(market, fromMs, cash, barsPerYear);
  const flat = closedOut(strategy, market, { fromMs, toMs }, settings.fill);
  const bound = plan(flat, { params, symbols: market.symbols, timeframeMs: market.timeframeMs });
  return runVector(bound, market, { ...request.settings, cash }, barsPerYear, finer);
}

/** What doing nothing leaves. */
function inCash(market: MarketData, fromMs: number, cash: number, barsPerYear: number): Outcome {
  const { ts, symbols, timeframeMs } = market;
  const zeros = new Float64Array(ts.length);
  return {
    driver: "vector",
    symbols,
    timeframeMs,
    ts,
    start: firstIndex(ts, fromMs),
    equity: new Float64Array(ts.length).fill(cash),
    exposure: zeros,
    net: zeros,
    benchmark: new Float64Array(ts.length).fill(cash),
    trades: [],
    orders: [],
    fills: [],
    costs: { fees: 0, spread: 0, slippage: 0, funding: 0, borrow: 0 },
    ambiguousBars: 0,
    verdicts: {},
    barsPerYear,
  };
}
