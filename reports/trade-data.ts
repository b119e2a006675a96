import type { Trade } from "../engine/run/result.ts";
import { significant } from "./chart-data.ts";

/** At most so many trades are listed; beyond, those of the largest profit or loss. */
const tradeLimit = 20_000;

/** The trades as columns, short names because there may be thousands of rows. */
export interface TradeData {
  readonly symbols: readonly string[];
  readonly reasons: readonly string[];
  /** Index into `symbols`; into `reasons`. */
  readonly symbol: readonly number[];
  readonly reason: readonly number[];
  /** 1 long, -1 short. */
  readonly side: readonly number[];
  readonly open: readonly number[];
  /** Number of the trade in the run, from 1. */
  readonly number: readonly number[];
  readonly bars: readonly number[];
  readonly entryTs: readonly number[];
  readonly exitTs: readonly number[];
  readonly entryPrice: readonly number[];
  readonly exitPrice: readonly number[];
  readonly quantity: readonly number[];
  readonly fees: readonly number[];
  readonly pnl: readonly number[];
  readonly return: readonly number[];
  readonly mae: readonly number[];
  readonly mfe: readonly number[];
}

/** The columns of the trade list, in the order of entry. */
export function tradeData(trades: readonly Trade[], limit = tradeLimit): TradeData {
  const rows = listed(trades, limit);
  const symbols = [...new Set(rows.map(({ trade }) => trade.symbol))];
  const reasons = [...new Set(rows.map(({ trade }) => trade.exitReason))];
  const column = (value: (trade: Trade) => number, digits: number) =>
    rows.map(({ trade }) => significant(value(trade), digits));
  const whole = (value: (trade: Trade) => number) => rows.map(({ trade }) => value(trade));
  return {
    symbols,
    reasons,
    symbol: whole((trade) => symbols.indexOf(trade.symbol)),
    reason: whole((trade) => reasons.indexOf(trade.exitReason)),
    side: whole((trade) => (trade.side === "long" ? 1 : -1)),
    open: whole((trade) => (trade.open ? 1 : 0)),
    number: rows.map((row) => row.number),
    bars: whole((trade) => trade.exitIndex - trade.entryIndex),
    entryTs: whole((trade) => trade.entryTs),
    exitTs: whole((trade) => trade.exitTs),
    entryPrice: column((trade) => trade.entryPrice, 10),
    exitPrice: column((trade) => trade.exitPrice, 10),
    quantity: column((trade) => trade.quantity, 10),
    fees: column((trade) => trade.fees, 8),
    pnl: column((trade) => trade.pnl, 10),
    return: column((trade) => trade.return, 8),
    mae: column((trade) => trade.mae, 6),
    mfe: column((trade) => trade.mfe, 6),
  };
}

function listed(trades: readonly Trade[], limit: number): { trade: Trade; number: number }[] {
  const rows = trades.map((trade, i) => ({ trade, number: i + 1 }));
  if (rows.length <= limit) return rows;
  return rows
    .sort((a, b) => Math.abs(b.trade.pnl) - Math.abs(a.trade.pnl) || a.number - b.number)
    .slice(0, limit)
    .sort((a, b) => a.number - b.number);
}
