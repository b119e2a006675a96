import type { Trade } from "../../engine/run/result.ts";
import { deviation, momentsOf } from "../stats/moments.ts";
import { averageLoss, averageWin, hitsOf, kellyOf, payoffOf, profitFactorOf, winRateAll } from "./hits.ts";
import { ratio } from "./ratios.ts";
import { place } from "./row.ts";

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
  // Not `Float64Array.from`, which walks an iterator: of many trades that takes as long as all their bars.
  const column = (of: (trade: Trade) => number) => {
    const values = new Float64Array(closed.length);
    for (let i = 0; i < values.length; i++) values[i] = of(closed[i]!);
    return values;
  };
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

/** Writes all metrics of trades to a row; NaN where there is no closed trade to speak of. */
export function writeTrades(row: Float64Array, trades: TradeColumns): void {
  const n = trades.closed;
  const profits = trades.pnl.subarray(0, n);
  const hits = hitsOf(profits);
  row[place.trades] = n + trades.open;
  row[place.openTrades] = trades.open;
  row[place.winRate] = winRateAll(hits);
  row[place.profitFactor] = profitFactorOf(hits);
  row[place.expectancy] = ratio(hits.grossProfit + hits.grossLoss, n);
  row[place.sqn] = sqnOf(profits);
  row[place.payoff] = payoffOf(hits);
  row[place.kelly] = kellyOf(hits);
  row[place.averageWin] = averageWin(hits);
  row[place.averageLoss] = averageLoss(hits);
  row[place.maxWins] = hits.maxWins;
  row[place.maxLosses] = hits.maxLosses;
  writeMeans(row, trades);
}

function writeMeans(row: Float64Array, trades: TradeColumns): void {
  const { closed: n, return: returns, bars, mae, mfe } = trades;
  let best = n === 0 ? Number.NaN : Number.NEGATIVE_INFINITY;
  let worst = n === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
  let earned = 0;
  let held = 0;
  let fell = 0;
  let rose = 0;
  for (let i = 0; i < n; i++) {
    earned += returns[i]!;
    best = Math.max(best, returns[i]!);
    worst = Math.min(worst, returns[i]!);
    held += bars[i]!;
    fell += mae[i]!;
    rose += mfe[i]!;
  }
  row[place.averageTradeReturn] = ratio(earned, n);
  row[place.bestTrade] = best;
  row[place.worstTrade] = worst;
  row[place.averageBars] = ratio(held, n);
  row[place.averageMae] = ratio(fell, n);
  row[place.averageMfe] = ratio(rose, n);
}
