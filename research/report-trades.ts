import type { Outcome } from "../engine/run/result.ts";
import type { Bin, ReportModel } from "../reports/model.ts";
import { histogramOf } from "./metrics/distribution.ts";
import { closedTrades } from "./metrics/trade-sums.ts";
import {
  holdingBars,
  type TradeGroup,
  tradesByExit,
  tradesByHour,
  tradesBySide,
  tradesBySymbol,
  tradesByWeekday,
} from "./metrics/trades.ts";

/**
 * The classes of a histogram as a report draws them: of the width that `histogramOf` chooses, with an edge at zero, so
 * that no class mixes losses and gains; whole numbers get whole widths.
 */
export function binsOf(values: Float64Array, classesMax: number): Bin[] {
  const { edges } = histogramOf(values, classesMax);
  if (edges.length === 0) return [];
  const low = edges[0]!;
  const high = edges[edges.length - 1]!;
  const exact = edges[1]! - low || Math.abs(low) || 1;
  const width = values.every(Number.isInteger) ? Math.max(1, Math.round(exact)) : exact;
  const first = Math.floor(low / width);
  const bins = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, i) => ({
    from: (first + i) * width,
    to: (first + i + 1) * width,
    count: 0,
  }));
  for (const value of values) {
    if (Number.isFinite(value)) bins[Math.floor(value / width) - first]!.count++;
  }
  return bins;
}

const byProfit = (groups: readonly TradeGroup[]): TradeGroup[] =>
  [...groups].sort((a, b) => b.profit - a.profit);

type TradeTables = Pick<
  ReportModel,
  "byReason" | "byHour" | "byWeekday" | "bySymbol" | "bySide" | "tradeReturns" | "holdingBars"
>;

/** Closed trades by what they share, and how their returns and holding times are spread. */
export function tradeTables({ trades, timeframeMs }: Outcome): TradeTables {
  const weekdays = tradesByWeekday(trades);
  // A market that closes at weekends has no use for two empty columns.
  const weekend = weekdays.slice(5).some((group) => group.trades > 0);
  return {
    byReason: byProfit(tradesByExit(trades)),
    byHour: timeframeMs < 86_400_000 ? tradesByHour(trades) : [],
    byWeekday: weekend ? weekdays : weekdays.slice(0, 5),
    bySymbol: byProfit(tradesBySymbol(trades)),
    bySide: tradesBySide(trades),
    tradeReturns: binsOf(
      Float64Array.from(closedTrades(trades), (trade) => trade.return),
      40,
    ),
    holdingBars: binsOf(holdingBars(trades), 30),
  };
}
