import { weekdayOf } from "../../engine/core/calendar.ts";
import type { Trade } from "../../engine/run/result.ts";
import { averageLoss, averageWin, hitsOf, profitFactorOf, winRateAll } from "./hits.ts";
import { ratio } from "./ratios.ts";
import { closedTrades } from "./trade-sums.ts";

/** Closed trades that have something in common, and what they earned. */
export interface TradeGroup {
  readonly key: string;
  readonly trades: number;
  readonly winRate: number;
  /** Sum of profits after fees, in money. */
  readonly profit: number;
  readonly averageProfit: number;
  /** Mean return on entry notional. */
  readonly averageReturn: number;
  readonly averageWin: number;
  readonly averageLoss: number;
  readonly profitFactor: number;
}

/**
 * Closed trades grouped by a key. Groups stand in the order of `order`, where that is given (those without a trade
 * included), else in that of their first trade.
 */
export function groupTrades(
  trades: readonly Trade[],
  keyOf: (trade: Trade) => string,
  order: readonly string[] = [],
): TradeGroup[] {
  const members = new Map<string, Trade[]>(order.map((key) => [key, []]));
  for (const trade of closedTrades(trades)) {
    const key = keyOf(trade);
    const group = members.get(key);
    if (group) group.push(trade);
    else members.set(key, [trade]);
  }
  return [...members].map(([key, group]) => summaryOf(key, group));
}

function summaryOf(key: string, group: readonly Trade[]): TradeGroup {
  const hits = hitsOf(Float64Array.from(group, (trade) => trade.pnl));
  const profit = hits.grossProfit + hits.grossLoss;
  const returns = group.reduce((sum, trade) => sum + trade.return, 0);
  return {
    key,
    trades: group.length,
    winRate: winRateAll(hits),
    profit,
    averageProfit: ratio(profit, group.length),
    averageReturn: ratio(returns, group.length),
    averageWin: averageWin(hits),
    averageLoss: averageLoss(hits),
    profitFactor: profitFactorOf(hits),
  };
}

const hourMs = 3_600_000;
const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));
/** Monday first, as reports print them. */
const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Closed trades by what ended them. */
export const tradesByExit = (trades: readonly Trade[]): TradeGroup[] =>
  groupTrades(trades, (trade) => trade.exitReason);

/** Closed trades by symbol. */
export const tradesBySymbol = (trades: readonly Trade[]): TradeGroup[] =>
  groupTrades(trades, (trade) => trade.symbol);

/** Closed trades by side. */
export const tradesBySide = (trades: readonly Trade[]): TradeGroup[] =>
  groupTrades(trades, (trade) => trade.side);

/** Closed trades by the hour (UTC, `00` to `23`) in which the bar of their entry opened. */
export const tradesByHour = (trades: readonly Trade[]): TradeGroup[] =>
  groupTrades(trades, (trade) => hours[Math.floor(trade.entryTs / hourMs) % 24]!, hours);

/** Closed trades by the day of the week (UTC, `Mon` to `Sun`) of their entry. */
export const tradesByWeekday = (trades: readonly Trade[]): TradeGroup[] =>
  groupTrades(trades, (trade) => weekdays[(weekdayOf(trade.entryTs) + 6) % 7]!, weekdays);

/** Closed trades by the month (UTC, `2020-03`) of their exit; months without one are absent. */
export const tradesByMonth = (trades: readonly Trade[]): TradeGroup[] =>
  groupTrades(trades, (trade) => new Date(trade.exitTs).toISOString().slice(0, 7));

/** What a trade could have lost and earned, and what it did. */
export interface Excursion {
  /** Position of the trade in the list that was given. */
  readonly trade: number;
  /** Greatest loss and gain seen, as fractions of the entry price: mae <= 0 <= mfe. */
  readonly mae: number;
  readonly mfe: number;
  /** Return after fees, on entry notional. */
  readonly return: number;
  readonly won: boolean;
}

/** One point for each closed trade, for scatter plots of MAE and MFE against the result (Sweeney 1996). */
export const excursionsOf = (trades: readonly Trade[]): Excursion[] =>
  trades.flatMap((trade, i) =>
    trade.open
      ? []
      : [{ trade: i, mae: trade.mae, mfe: trade.mfe, return: trade.return, won: trade.pnl > 0 }],
  );

/** How often each length of a streak occurred. */
export interface Streaks {
  /** Index is the length; `wins[3]` counts runs of exactly three wins. */
  readonly wins: readonly number[];
  readonly losses: readonly number[];
}

/** Runs of winning and of losing closed trades by time of exit; a trade that made nothing ends either. */
export function streaksOf(trades: readonly Trade[]): Streaks {
  const wins: number[] = [0];
  const losses: number[] = [0];
  let run = 0;
  const close = () => {
    if (run === 0) return;
    const lengths = run > 0 ? wins : losses;
    const length = Math.abs(run);
    while (lengths.length <= length) lengths.push(0);
    lengths[length]!++;
  };
  for (const { pnl } of closedTrades(trades)) {
    const sign = Math.sign(pnl);
    if (sign !== Math.sign(run) || sign === 0) {
      close();
      run = 0;
    }
    run += sign;
  }
  close();
  return { wins, losses };
}

/** Bars from entry to exit of each closed trade. */
export const holdingBars = (trades: readonly Trade[]): Float64Array =>
  Float64Array.from(closedTrades(trades), (trade) => trade.exitIndex - trade.entryIndex);
