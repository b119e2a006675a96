import { normal, type Random, seeded } from "../../../engine/core/random.ts";
import type { BiasRecord, BiasTrade } from "../record.ts";

/** How a simulated trader departs from honesty; 0 or absent: not at all. */
export interface Temper {
  /** After a loss the next entry comes in this fraction of the time. */
  readonly revenge?: number;
  /** Hazard of leaving in gain over that in loss. */
  readonly disposition?: number;
  /** Chance that an entry takes the direction of the last five prices, instead of any. */
  readonly chase?: number;
  /** Cost of a trade for every entry in the last 60 bars. */
  readonly overtrade?: number;
  /** Growth of the position after a loss. */
  readonly martingale?: number;
  /** Chance to leave at the entry price, once a position that was in loss is back there. */
  readonly anchor?: number;
  /** Response of the log of size to the mean of the last three returns, in deviations. */
  readonly recency?: number;
}

const bars = 4_000;
const hour = 3_600_000;
const delayMean = 5;
const hazard = 1 / 8;

/**
 * A trader on a random walk with volatility that clusters: enters any direction at random times with random size, leaves at
 * random, pays a fee, and is honest but for the temper that is asked for. The market is its own unless it has a seed.
 */
export function simulateTrader(seed: number, temper: Temper = {}, marketSeed?: number): BiasRecord {
  const random = seeded(seed);
  const close = marketOf(marketSeed === undefined ? random : seeded(marketSeed));
  const ts = Float64Array.from(close, (_, i) => i * hour);
  const trades: BiasTrade[] = [];
  for (let at = 6; ; ) {
    const hurry = (trades.at(-1)?.return ?? 0) < 0 ? (temper.revenge ?? 1) : 1;
    at += 1 + Math.floor(-Math.log(1 - random()) * delayMean * hurry);
    if (at >= bars - 1) break;
    const trade = tradeFrom(at, close, trades, temper, random);
    trades.push(trade);
    at = trade.exitMs / hour;
  }
  return { trades, series: new Map([["A", { ts, close }]]), overrides: [] };
}

/** An honest trader who holds up to three positions at once, which meet the same moves of the market. */
export function simulateBook(seed: number): BiasRecord {
  const parts = [1, 2, 3].map((part) => simulateTrader(seed * 4 + part, {}, seed * 4));
  const trades = parts.flatMap(({ trades }, part) =>
    trades.map((trade) => ({ ...trade, symbol: `S${part}` })),
  );
  trades.sort((a, b) => a.entryMs - b.entryMs);
  const series = new Map(parts.map((part, k) => [`S${k}`, part.series.get("A")!] as const));
  return { trades, series, overrides: [] };
}

function marketOf(random: Random): Float64Array {
  let [price, logVolatility] = [100, 0];
  return Float64Array.from({ length: bars }, () => {
    logVolatility = 0.98 * logVolatility + 0.06 * normal(random);
    price *= Math.exp(0.01 * Math.exp(logVolatility) * normal(random));
    return price;
  });
}

/** A trade that enters at the open of bar `at`, which is the close before it. */
function tradeFrom(
  at: number,
  close: Float64Array,
  before: readonly BiasTrade[],
  temper: Temper,
  random: Random,
): BiasTrade {
  const entryPrice = close[at - 1]!;
  const trend = Math.sign(entryPrice - close[at - 6]!);
  const sign = random() < (temper.chase ?? 0) ? trend : random() < 0.5 ? 1 : -1;
  let exit = at;
  let worst = 0;
  let exitPrice = Number.NaN;
  while (Number.isNaN(exitPrice)) {
    exit++;
    const gain = sign * Math.log(close[exit - 1]! / entryPrice);
    const wasBack = worst < -0.01 && gain >= 0;
    worst = wasBack ? 0 : Math.min(worst, gain);
    const leave = hazard * (gain > 0 ? (temper.disposition ?? 1) : 1);
    if (wasBack && random() < (temper.anchor ?? 0)) exitPrice = entryPrice;
    else if (random() < leave || exit >= bars - 1) exitPrice = close[exit - 1]!;
  }
  const crowd = before.filter(({ entryMs }) => entryMs >= (at - 60) * hour).length;
  const fee = 0.001 + (temper.overtrade ?? 0) * crowd;
  return {
    symbol: "A",
    side: sign > 0 ? "long" : "short",
    entryMs: at * hour,
    exitMs: exit * hour,
    entryPrice,
    exitPrice,
    exposure: sizeOf(before, temper, random),
    return: sign * (exitPrice / entryPrice - 1) - fee,
    chosen: true,
    open: false,
  };
}

function sizeOf(before: readonly BiasTrade[], temper: Temper, random: Random): number {
  const base = Math.exp(0.3 * normal(random) - 1);
  const grown = (before.at(-1)?.return ?? 0) < 0 ? base * (temper.martingale ?? 1) : base;
  const last = before.slice(-3);
  const mean = last.reduce((sum, trade) => sum + trade.return, 0) / 3;
  return grown * Math.exp(((temper.recency ?? 0) * mean) / 0.02);
}
