import type { Trade } from "../../engine/run/result.ts";
import { deviation, momentsOf } from "../stats/moments.ts";
import { averageLoss, averageWin, hitsOf, kellyOf, payoffOf, profitFactorOf, winRateAll } from "./hits.ts";
import { ratio } from "./ratios.ts";
import type { Metrics } from "./table.ts";

/**
 * System quality number (Tharp 2008): sqrt(n) times mean over sample deviation (ddof 1) of trade profits. NaN for
 * fewer than two trades, or equal ones.
 */
export function sqnOf(profits: Float64Array): number {
  const moments = momentsOf(profits);
  return Math.sqrt(moments.n) * ratio(moments.mean, deviation(moments));
}

/** Closed trades in the order of their exits: streaks are counted as results came in. */
export function closedTrades(trades: readonly Trade[]): Trade[] {
  const closed = trades.filter((trade) => !trade.open);
  const ordered = closed.every((trade, i) => i === 0 || closed[i - 1]!.exitIndex <= trade.exitIndex);
  return ordered ? closed : closed.sort((a, b) => a.exitIndex - b.exitIndex);
}

type TradeMetrics = Pick<
  Metrics,
  | "trades"
  | "openTrades"
  | "winRate"
  | "profitFactor"
  | "expectancy"
  | "averageTradeReturn"
  | "sqn"
  | "payoff"
  | "kelly"
  | "averageWin"
  | "averageLoss"
  | "bestTrade"
  | "worstTrade"
  | "maxWins"
  | "maxLosses"
  | "averageBars"
  | "averageMae"
  | "averageMfe"
>;

/** What is measured of closed trades, in the order of their exits; each column holds at least `closed` numbers. */
export interface TradeColumns {
  readonly closed: number;
  /** Trades that are still open; they are in no column. */
  readonly open: number;
  readonly pnl: Float64Array;
  readonly return: Float64Array;
  /** Bars from entry to exit. */
  readonly bars: Float64Array;
  readonly mae: Float64Array;
  readonly mfe: Float64Array;
  /** Index of the symbol. */
  readonly slot: Float64Array;
}

/** The columns of a list of trades. */
export function tradeColumnsOf(trades: readonly Trade[], symbols: readonly string[] = []): TradeColumns {
  const closed = closedTrades(trades);
  const column = (of: (trade: Trade) => number) => Float64Array.from(closed, of);
  return {
    closed: closed.length,
    open: trades.length - closed.length,
    pnl: column((trade) => trade.pnl),
    return: column((trade) => trade.return),
    bars: column((trade) => trade.exitIndex - trade.entryIndex),
    mae: column((trade) => trade.mae),
    mfe: column((trade) => trade.mfe),
    slot: column((trade) => symbols.indexOf(trade.symbol)),
  };
}

/** All metrics of the trade list; NaN where there is no closed trade to speak of. */
export const tradeMetrics = (trades: readonly Trade[]): TradeMetrics =>
  tradeMetricsFrom(tradeColumnsOf(trades));

/** All metrics of trades in columns. */
export function tradeMetricsFrom(trades: TradeColumns): TradeMetrics {
  const n = trades.closed;
  const profits = trades.pnl.subarray(0, n);
  let returns = 0;
  let bestTrade = n === 0 ? Number.NaN : Number.NEGATIVE_INFINITY;
  let worstTrade = n === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
  let bars = 0;
  let mae = 0;
  let mfe = 0;
  for (let i = 0; i < n; i++) {
    returns += trades.return[i]!;
    bestTrade = Math.max(bestTrade, trades.return[i]!);
    worstTrade = Math.min(worstTrade, trades.return[i]!);
    bars += trades.bars[i]!;
    mae += trades.mae[i]!;
    mfe += trades.mfe[i]!;
  }
  const hits = hitsOf(profits);
  return {
    trades: n + trades.open,
    openTrades: trades.open,
    winRate: winRateAll(hits),
    profitFactor: profitFactorOf(hits),
    expectancy: ratio(hits.grossProfit + hits.grossLoss, n),
    averageTradeReturn: ratio(returns, n),
    sqn: sqnOf(profits),
    payoff: payoffOf(hits),
    kelly: kellyOf(hits),
    averageWin: averageWin(hits),
    averageLoss: averageLoss(hits),
    bestTrade,
    worstTrade,
    maxWins: hits.maxWins,
    maxLosses: hits.maxLosses,
    averageBars: ratio(bars, n),
    averageMae: ratio(mae, n),
    averageMfe: ratio(mfe, n),
  };
}
