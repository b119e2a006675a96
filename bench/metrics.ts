import { normal, seeded } from "../engine/core/random.ts";
import type { Outcome, Trade } from "../engine/run/result.ts";
import type { Bars } from "../engine/trade/bars.ts";
import { type MetricKey, metricsOf } from "../research/metrics/index.ts";
import { measure, type Row } from "./harness.ts";
import { benchBars } from "./market.ts";
import { peakMemory } from "./memory.ts";
import { textbookMetrics } from "./textbook.ts";

const millionBars = 1_000_000;
const barsOfTrade = 50;

/** A run in and out of a seeded market: a trade every 50 bars, as a driver would give it. */
export function benchOutcome(bars: Bars): Outcome {
  const length = bars.ts.length;
  const { ts, close, timeframeMs } = bars;
  const random = seeded(2);
  const [equity, exposure] = [new Float64Array(length), new Float64Array(length)];
  const trades: Trade[] = [];
  let value = 10_000;
  equity[0] = value;
  for (let i = 1; i < length; i++) {
    const inside = i % barsOfTrade < barsOfTrade * 0.6;
    if (inside) value *= 1 + 0.9 * (close[i]! / close[i - 1]! - 1);
    if (i % barsOfTrade === 0) {
      value *= 0.9999;
      trades.push(benchTrade(i, 10 * normal(random) + 0.5, ts));
    }
    equity[i] = value;
    exposure[i] = inside ? 0.9 : 0;
  }
  return {
    driver: "vector",
    symbols: ["BENCH"],
    timeframeMs,
    ts,
    start: 1,
    equity,
    exposure,
    net: exposure.slice(),
    benchmark: close.map((price) => (10_000 * price) / close[0]!),
    trades,
    orders: [],
    fills: [],
    costs: { fees: 1, spread: 1, slippage: 1, funding: 0, borrow: 0 },
    ambiguousBars: 0,
    verdicts: {},
    barsPerYear: 8_760,
  };
}

const benchTrade = (exitIndex: number, pnl: number, ts: Float64Array): Trade => ({
  symbol: "BENCH",
  side: "long",
  entryIndex: exitIndex - barsOfTrade,
  exitIndex,
  entryTs: ts[exitIndex - barsOfTrade]!,
  exitTs: ts[exitIndex]!,
  entryPrice: 100,
  exitPrice: 100 + pnl,
  quantity: 1,
  fees: 0.1,
  pnl,
  return: pnl / 100,
  mae: -0.01,
  mfe: 0.02,
  exitReason: "signal",
  open: false,
});

/** Throws unless every scalar that the textbook has is the textbook's. */
export function verify(run: Outcome): void {
  const got = metricsOf(run);
  const { skewOfPopulation, ...others } = textbookMetrics(run);
  const n = run.equity.length - 1;
  const wanted = { ...others, skew: (skewOfPopulation! * Math.sqrt(n * (n - 1))) / (n - 2) };
  for (const [name, want] of Object.entries(wanted)) {
    const have = got[name as MetricKey];
    // The textbook adds a million numbers one by one; its own rounding is of this size.
    if (!(Math.abs(have - want) <= 1e-9 * Math.max(1, Math.abs(want)))) {
      throw new Error(`${name} is ${have}; the textbook has ${want}`);
    }
  }
}

/** All scalars of a million bars once, for its peak memory in a process of its own. */
export const metricsOnce = (): number => metricsOf(benchOutcome(benchBars(millionBars))).sharpe;

/** All scalar metrics of a run beside the main ones computed by their formulas, one after the other. */
export async function metricsBench(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const length of [10_000, millionBars]) {
    const bars = benchBars(length);
    const run = benchOutcome(bars);
    const million = length === millionBars;
    rows.push(
      await measure({
        name: `all scalars, ${length / 1_000}k bars`,
        unit: "bar",
        units: length,
        run: () => metricsOf(run, { bars: [bars] }).capacity,
        verify: () => verify(run),
        reference: { name: "textbook, formula by formula", run: () => textbookMetrics(run).sharpe },
        ...(million && { targetMs: 30, peakMiB: () => peakMemory(import.meta.url, "metricsOnce") }),
      }),
    );
  }
  return rows;
}
