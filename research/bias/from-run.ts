import type { Run, Trade } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import type { BiasRecord, BiasTrade } from "./record.ts";

/** What a run did, as a record of its decisions; bars are those of its symbols. */
export function recordOfRun({ outcome, identity }: Run, bars: readonly Bars[]): BiasRecord {
  const { equity, trades } = outcome;
  const tradeOf = (trade: Trade): BiasTrade => {
    // What was there before the bar of the entry.
    const before = equity[trade.entryIndex - 1] ?? identity.settings.cash;
    const result = trade.return;
    return {
      symbol: trade.symbol,
      side: trade.side,
      entryMs: trade.entryTs,
      exitMs: trade.exitTs,
      entryPrice: trade.entryPrice,
      exitPrice: trade.exitPrice,
      // pnl over its return is the entry notional, whatever the contract; a return of 0 falls back on the price.
      exposure: (result !== 0 ? trade.pnl / result : trade.quantity * trade.entryPrice) / before,
      return: result,
      chosen: trade.exitReason === "signal",
      open: trade.open,
    };
  };
  const sorted = trades.map(tradeOf).sort((a, b) => a.entryMs - b.entryMs);
  const series = new Map(bars.map(({ symbol, ts, close }) => [symbol, { ts, close }] as const));
  return { trades: sorted, series, overrides: [] };
}
