import { lowerBound } from "../../engine/core/calendar.ts";
import { normalCdf } from "../stats/normal.ts";
import { type BiasRecord, type BiasSeries, type Detector, signOf, tooLittle } from "./record.ts";

/** Prices that make a move. */
const reach = 5;
const entriesMin = 15;

/** Buying what has risen, because it has risen. */
export const chasing: Detector = {
  name: "chasing",
  mark: `entries follow moves of ${reach} prices in their own direction`,
  test: "mean rank of the move before an entry among all moves of the symbol, normal with variance 1/(12 n), over entries whose moves do not overlap (after Odean 1999)",
  measure(record) {
    const ranks = ranksBefore(record);
    const n = ranks.length;
    if (n < entriesMin)
      return tooLittle(n, `fewer than ${entriesMin} entries with ${reach} prices before them`);
    const mean = ranks.reduce((sum, x) => sum + x, 0) / n;
    return {
      value: mean,
      p: normalCdf(-(mean - 0.5) * Math.sqrt(12 * n)),
      n,
      reason: `the move before an entry, in its direction, is greater than ${(mean * 100).toFixed(0)}% of all; 50% is even`,
    };
  },
};

/** Sorted moves of a series, from price i - reach to price i. */
function movesOf({ close }: BiasSeries): Float64Array {
  const moves = new Float64Array(Math.max(0, close.length - reach));
  for (let i = reach; i < close.length; i++) moves[i - reach] = Math.log(close[i]! / close[i - reach]!);
  return moves.filter((move) => !Number.isNaN(move)).sort();
}

/** For each entry the share of all moves of its symbol that are less, in its direction, than the move before it. */
function ranksBefore({ trades, series }: BiasRecord): number[] {
  const sorted = new Map([...series].map(([symbol, each]) => [symbol, movesOf(each)] as const));
  const ranks: number[] = [];
  let freeMs = Number.NEGATIVE_INFINITY;
  for (const trade of trades) {
    const prices = series.get(trade.symbol);
    if (!prices) continue;
    // The last price that was known: that of the bar before the one that opens at the entry.
    const at = lowerBound(prices.ts, trade.entryMs) - 1;
    if (at < reach || prices.ts[at - reach]! < freeMs) continue;
    const move = Math.log(prices.close[at]! / prices.close[at - reach]!);
    if (Number.isNaN(move)) continue;
    freeMs = prices.ts[at]!;
    const moves = sorted.get(trade.symbol)!;
    const [less, most] = [lowerBound(moves, move), upperBound(moves, move)];
    const share = (less + most) / 2 / moves.length;
    ranks.push(signOf(trade) > 0 ? share : 1 - share);
  }
  return ranks;
}

function upperBound(sorted: Float64Array, x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
