import { weekdayOf } from "../engine/core/calendar.ts";
import type { Outcome, Trade } from "../engine/run/result.ts";
import type { Bin, TradeGroup } from "../reports/model.ts";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const hourMs = 3_600_000;

/** Equal classes over the values, rounded to a step of 1, 2 or 5 so that zero is always a boundary. */
export function histogramOf(values: ArrayLike<number>, classes: number): Bin[] {
  const known = Float64Array.from(values).filter(Number.isFinite).sort();
  if (known.length === 0) return [];
  const [low, high] = [known[0]!, known[known.length - 1]!];
  const raw = (high - low || Math.abs(high) || 1) / classes;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((f) => f * power >= raw * 0.999)! * power;
  const first = Math.floor(low / step);
  const bins = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => ({
    from: Number(((first + i) * step).toPrecision(12)),
    to: Number(((first + i + 1) * step).toPrecision(12)),
    count: 0,
  }));
  for (const value of known) bins[Math.min(bins.length - 1, Math.floor(value / step) - first)]!.count++;
  return bins;
}

function groupBy(trades: readonly Trade[], labelOf: (trade: Trade) => string): TradeGroup[] {
  const groups = new Map<string, { trades: number; wins: number; pnl: number }>();
  for (const trade of trades) {
    const label = labelOf(trade);
    const group = groups.get(label) ?? { trades: 0, wins: 0, pnl: 0 };
    groups.set(label, group);
    group.trades++;
    if (trade.pnl > 0) group.wins++;
    group.pnl += trade.pnl;
  }
  return [...groups].map(([label, sums]) => ({ label, ...sums }));
}

const hourOf = (ms: number) =>
  String(Math.floor((((ms % (24 * hourMs)) + 24 * hourMs) % (24 * hourMs)) / hourMs)).padStart(2, "0");

/** Trades by what they share, and how their returns and holding times are spread. */
export function tradeTables({ trades, timeframeMs }: Outcome) {
  const byProfit = (a: TradeGroup, b: TradeGroup) => b.pnl - a.pnl;
  const byWeekday = groupBy(trades, (trade) => weekdays[weekdayOf(trade.entryTs)]!);
  return {
    byReason: groupBy(trades, (trade) => trade.exitReason).sort(byProfit),
    byHour:
      timeframeMs < 24 * hourMs
        ? groupBy(trades, (trade) => hourOf(trade.entryTs)).sort((a, b) => Number(a.label) - Number(b.label))
        : [],
    byWeekday: byWeekday.sort((a, b) => weekdays.indexOf(a.label) - weekdays.indexOf(b.label)),
    bySymbol: groupBy(trades, (trade) => trade.symbol).sort(byProfit),
    bySide: groupBy(trades, (trade) => trade.side),
    tradeReturns: histogramOf(
      trades.map((trade) => trade.return),
      30,
    ),
    holdingBars: histogramOf(
      trades.map((trade) => trade.exitIndex - trade.entryIndex),
      24,
    ),
  };
}
