import type { Bars } from "../engine/trade/bars.ts";

/** What the hand-written loop finds. */
export interface SmaCrossResult {
  readonly finalEquity: number;
  readonly totalReturn: number;
  readonly sharpe: number;
  readonly maxDrawdown: number;
  readonly roundTrips: number;
}

export interface SmaCrossOptions {
  readonly quick: number;
  readonly calm: number;
  /** Fraction of notional. */
  readonly fee: number;
  readonly cash: number;
  readonly barsPerYear: number;
  /** Receives the equity of every close, where it is wanted. */
  readonly equity?: Float64Array;
}

/**
 * One strategy and nothing else, in one pass: long at the open after the quick average crossed above the calm one, flat
 * at the open after it crossed below. It shares no line with the engine, so it is both the judge of the engine's result
 * and the measure of what the engine's generality costs.
 */
export function smaCross({ open, close }: Bars, options: SmaCrossOptions): SmaCrossResult {
  const { quick, calm, fee, barsPerYear, equity } = options;
  const n = close.length;
  let [quickSum, calmSum, side, wanted] = [0, 0, 0, 0];
  let [cash, quantity, roundTrips] = [options.cash, 0, 0];
  let [last, peak, depth, sum, squares] = [cash, cash, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    if (wanted !== 0 && quantity === 0) {
      quantity = cash / (open[i]! * (1 + fee));
      cash -= quantity * open[i]! * (1 + fee);
    } else if (wanted === 0 && quantity !== 0) {
      cash += quantity * open[i]! * (1 - fee);
      quantity = 0;
      roundTrips++;
    }
    const x = close[i]!;
    const value = cash + quantity * x;
    if (equity) equity[i] = value;
    if (value > peak) peak = value;
    else if (value / peak - 1 < depth) depth = value / peak - 1;
    const r = value / last - 1;
    sum += r;
    squares += r * r;
    last = value;

    quickSum += i < quick ? x : x - close[i - quick]!;
    calmSum += i < calm ? x : x - close[i - calm]!;
    if (i < calm - 1) continue;
    const distance = quickSum / quick - calmSum / calm;
    const now = distance > 0 ? 1 : distance < 0 ? -1 : side;
    if (now !== side && side !== 0) wanted = now > 0 ? 1 : 0;
    side = now;
  }
  const mean = sum / n;
  const deviation = Math.sqrt((squares - n * mean * mean) / (n - 1));
  const sharpe = (mean / deviation) * Math.sqrt(barsPerYear);
  return { finalEquity: last, totalReturn: last / options.cash - 1, sharpe, maxDrawdown: depth, roundTrips };
}
