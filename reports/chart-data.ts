import { lowerBound } from "../engine/core/calendar.ts";
import type { Bars } from "../engine/trade/bars.ts";
import { type Indices, joinBars, keepExtremes } from "./downsample.ts";
import type { ReportModel } from "./model.ts";

/** Points drawn of the equity chart, and candles of the price chart over all symbols, at most about so many. */
const pointLimit = 9000;
const candleLimit = 12_000;

/** A line of an interactive chart. */
export interface LineData {
  readonly label: string;
  /** Name of a colour of the style sheet. */
  readonly tone: string;
  /** 0 above, 1 below. */
  readonly pane: 0 | 1;
  readonly kind: "line" | "area";
  readonly unit: "money" | "percent" | "growth";
  readonly values: readonly number[];
}

/** What the page's script draws as lines; times in seconds since 1970 UTC. */
export interface LinesData {
  readonly t: readonly number[];
  readonly lines: readonly LineData[];
}

/** Rounds for drawing; the figures of the page are not taken from these. */
export const significant = (value: number, digits: number): number => Number(value.toPrecision(digits));

export const pick = (column: Float64Array, kept: Indices): number[] =>
  Array.from(kept, (i) => significant(column[i]!, 7));

/** Equity, benchmark and drawdowns at the bars worth drawing. */
export function equityLines(model: ReportModel): LinesData {
  const { ts, equity, benchmark, start } = model.run.outcome;
  // Without an ambiguous bar both bounds are the same line.
  const optimistic = model.run.outcome.ambiguousBars > 0 ? model.run.bounds?.optimisticEquity : undefined;
  const columns = [
    equity,
    benchmark,
    model.drawdown,
    model.benchmarkDrawdown,
    ...(optimistic ? [optimistic] : []),
  ];
  const kept = keepExtremes(columns, {
    from: start,
    to: ts.length,
    limit: pointLimit,
  });
  const money = (label: string, tone: string, column: Float64Array): LineData => ({
    label,
    tone,
    pane: 0,
    kind: "line",
    unit: "money",
    values: pick(column, kept),
  });
  const fall = (label: string, tone: string, kind: "line" | "area", column: Float64Array): LineData => ({
    label,
    tone,
    pane: 1,
    kind,
    unit: "percent",
    values: pick(column, kept),
  });
  return {
    t: Array.from(kept, (i) => ts[i]! / 1000),
    lines: [
      money("Benchmark", "benchmark", benchmark),
      ...(optimistic === undefined ? [] : [money("Optimistic", "optimistic", optimistic)]),
      money("Strategy", "strategy", equity),
      fall("Benchmark drawdown", "benchmark", "line", model.benchmarkDrawdown),
      fall("Drawdown", "loss", "area", model.drawdown),
    ],
  };
}

/** Candles of one symbol as columns; times in seconds. */
export interface PriceData {
  readonly symbol: string;
  readonly size: number;
  readonly t: readonly number[];
  readonly o: readonly number[];
  readonly h: readonly number[];
  readonly l: readonly number[];
  readonly c: readonly number[];
}

/** Prices of so many symbols are drawn at most; beyond, those with the most trades. */
const symbolLimit = 40;

/** The bars whose prices are drawn, in the order of the run. */
export function drawnBars({ bars, run }: ReportModel, limit = symbolLimit): readonly Bars[] {
  if (bars.length <= limit) return bars;
  const counts = new Map<string, number>();
  for (const { symbol } of run.outcome.trades) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  const trades = ({ symbol }: Bars) => counts.get(symbol) ?? 0;
  const busiest = new Set([...bars].sort((a, b) => trades(b) - trades(a)).slice(0, limit));
  return bars.filter((each) => busiest.has(each));
}

/** Candles of every drawn symbol from the first bar that counts. */
export function priceData(model: ReportModel): PriceData[] {
  const { outcome } = model.run;
  const shown = drawnBars(model);
  const limit = Math.floor(candleLimit / Math.max(1, shown.length));
  return shown.map((bars) => candlesOf(bars, outcome.ts[outcome.start] ?? 0, limit));
}

function candlesOf(bars: Bars, fromMs: number, limit: number): PriceData {
  const { ts, open, high, low, close, size } = joinBars(bars, { from: lowerBound(bars.ts, fromMs), limit });
  const known = ts
    .map((_, i) => i)
    .filter((i) => [open, high, low, close].every((column) => Number.isFinite(column[i])));
  return {
    symbol: bars.symbol,
    size,
    t: Array.from(known, (i) => ts[i]! / 1000),
    o: pick(open, known),
    h: pick(high, known),
    l: pick(low, known),
    c: pick(close, known),
  };
}
