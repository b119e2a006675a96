import { lowerBound } from "../engine/core/calendar.ts";
import type { Bars } from "../engine/trade/bars.ts";
import type { ReportModel } from "./model.ts";
import { candlesOn, onSlots, type Slots, slotsOf, widened } from "./slots.ts";

/** Slots of the equity chart, and of the price chart over all symbols, at most about so many. */
const slotLimit = 9000;
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

/** Slots as the page's script takes them, in seconds. */
export interface SlotData {
  /** Open of the first slot since 1970 UTC; span of a slot; span of a bar. */
  readonly from: number;
  readonly step: number;
  readonly frame: number;
  /** Slots in all, and those that hold something, rising. */
  readonly count: number;
  readonly at: readonly number[];
}

export const slotData = ({ fromMs, stepMs, count, frameMs }: Slots, at: readonly number[]): SlotData => ({
  from: fromMs / 1000,
  step: stepMs / 1000,
  frame: frameMs / 1000,
  count,
  at,
});

/** What the page's script draws as lines; each has a value (or null) for each slot that holds something. */
export interface LinesData extends SlotData {
  readonly lines: readonly LineData[];
}

/** Rounds for drawing; the figures of the page are not taken from these. */
export const significant = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** Slots that hold a value of any of some columns. */
export const heldSlots = (columns: readonly Float64Array[]): number[] =>
  Array.from(columns[0] ?? [], (_, slot) => slot).filter((slot) =>
    columns.some((column) => !Number.isNaN(column[slot])),
  );

/** The slots of a run from the first bar that counts to the last. */
export function slotsOfRun({ run }: ReportModel): Slots {
  const { ts, start, timeframeMs } = run.outcome;
  return slotsOf({
    fromMs: ts[start] ?? Number.NaN,
    lastMs: ts[ts.length - 1] ?? Number.NaN,
    frameMs: timeframeMs,
    limit: slotLimit,
  });
}

/** Whether a logarithmic axis shows more: curves above zero that differ by more than a factor of ten. */
export function startsOnLog(columns: readonly Float64Array[], from = 0): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (let i = from; i < column.length; i++) {
      if (column[i]! < least) least = column[i]!;
      if (column[i]! > most) most = column[i]!;
    }
  }
  return least > 0 && most / least > 10;
}

/** Equity, benchmark and drawdowns on the slots of the run. */
export function equityLines(model: ReportModel): LinesData {
  const { ts, equity, benchmark, start } = model.run.outcome;
  // Without an ambiguous bar both bounds are the same line.
  const optimistic = model.run.outcome.ambiguousBars > 0 ? model.run.bounds?.optimisticEquity : undefined;
  const slots = slotsOfRun(model);
  type Row = Omit<LineData, "values"> & { readonly column: Float64Array };
  const money = (label: string, tone: string, column: Float64Array): Row => ({
    ...{ label, tone, pane: 0, kind: "line", unit: "money" },
    column: onSlots(slots, ts, column, start),
  });
  const fall = (label: string, tone: string, kind: "line" | "area", column: Float64Array): Row => ({
    ...{ label, tone, pane: 1, kind, unit: "percent" },
    column: onSlots(slots, ts, column, start),
  });
  const rows = [
    money("Benchmark", "benchmark", benchmark),
    ...(optimistic === undefined ? [] : [money("Optimistic", "optimistic", optimistic)]),
    money("Strategy", "strategy", equity),
    fall("Benchmark drawdown", "benchmark", "line", model.benchmarkDrawdown),
    fall("Drawdown", "loss", "area", model.drawdown),
  ];
  const at = heldSlots(rows.map(({ column }) => column));
  return {
    ...slotData(slots, at),
    lines: rows.map(({ column, ...line }) => ({
      ...line,
      values: at.map((slot) => significant(column[slot]!, 7)),
    })),
  };
}

/** Candles of one symbol as columns, one of each for each slot that holds a price. */
export interface PriceData extends SlotData {
  readonly symbol: string;
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

/** Candles of every drawn symbol, on the slots of the equity chart or on a multiple of them. */
export function priceData(model: ReportModel): PriceData[] {
  const shown = drawnBars(model);
  const own = slotsOfRun(model);
  const limit = Math.max(1, Math.floor(candleLimit / Math.max(1, shown.length)));
  const slots = widened(own, Math.max(1, Math.ceil(own.count / limit)));
  return shown.map((bars) => {
    const candles = candlesOn(slots, bars, lowerBound(bars.ts, slots.fromMs));
    const pick = (column: Float64Array) => Array.from(column, (value) => significant(value, 7));
    return {
      symbol: bars.symbol,
      ...slotData(slots, candles.at),
      o: pick(candles.open),
      h: pick(candles.high),
      l: pick(candles.low),
      c: pick(candles.close),
    };
  });
}
