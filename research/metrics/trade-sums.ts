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

/** All metrics of the trade list; NaN where there is no closed trade to speak of. */
export function tradeMetrics(trades: readonly Trade[]): TradeMetrics {
  const closed = closedTrades(trades);
  const n = closed.length;
  const profits = new Float64Array(n);
  let returns = 0;
  let bestTrade = n === 0 ? Number.NaN : Number.NEGATIVE_INFINITY;
  let worstTrade = n === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
  let bars = 0;
  let mae = 0;
  let mfe = 0;
  for (let i = 0; i < n; i++) {
    const trade = closed[i]!;
    profits[i] = trade.pnl;
    returns += trade.return;
    bestTrade = Math.max(bestTrade, trade.return);
    worstTrade = Math.min(worstTrade, trade.return);
    bars += trade.exitIndex - trade.entryIndex;
    mae += trade.mae;
    mfe += trade.mfe;
  }
  const hits = hitsOf(profits);
  return {
    trades: trades.length,
    openTrades: trades.length - n,
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
