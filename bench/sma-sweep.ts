import type { Bars } from "../engine/trade/bars.ts";

/** Windows of one variant. */
export type SmaPair = readonly [quick: number, calm: number];

export interface SmaSweepOptions {
  /** Fraction of notional. */
  readonly fee: number;
  readonly cash: number;
  readonly barsPerYear: number;
}

/**
 * The sweep of one strategy and nothing else, as somebody would write it who wants this and nothing else: sums of prices
 * up to each bar are made once, so that an average is a difference; a variant alternates between a loop that only
 * looks for the next entry and one that holds. Writes total return, Sharpe ratio and maximum drawdown of each pair.
 *
 * It shares no line with the engine: the judge of its results, and the measure of what its generality costs.
 */
export function smaSweep(
  { open, close }: Bars,
  pairs: readonly SmaPair[],
  options: SmaSweepOptions,
  out: Float64Array,
): void {
  const sums = new Float64Array(close.length + 1);
  for (let i = 0; i < close.length; i++) sums[i + 1] = sums[i]! + close[i]!;
  for (let k = 0; k < pairs.length; k++) smaVariant(open, close, sums, pairs[k]!, options, out, 3 * k);
}

function smaVariant(
  open: Float64Array,
  close: Float64Array,
  sums: Float64Array,
  [quick, calm]: SmaPair,
  { fee, cash: start, barsPerYear }: SmaSweepOptions,
  out: Float64Array,
  at: number,
): void {
  const n = close.length;
  const [u, v] = [1 / quick, 1 / calm];
  let [cash, last, peak, depth, sum, squares] = [start, start, start, 0, 0, 0];
  let i = calm - 1;
  const above = (sums[i + 1]! - sums[i + 1 - quick]!) * u > (sums[i + 1]! - sums[i + 1 - calm]!) * v;
  // The first cross is one from below.
  if (above) {
    for (i++; i < n; i++) {
      const end = sums[i + 1]!;
      if ((end - sums[i + 1 - quick]!) * u < (end - sums[i + 1 - calm]!) * v) break;
    }
  }
  while (i < n) {
    for (i++; i < n; i++) {
      const end = sums[i + 1]!;
      if ((end - sums[i + 1 - quick]!) * u > (end - sums[i + 1 - calm]!) * v) break;
    }
    if (++i >= n) break;
    const quantity = cash / (open[i]! * (1 + fee));
    for (; i < n; i++) {
      const value = quantity * close[i]!;
      if (value > peak) peak = value;
      else if (value < peak * (1 + depth)) depth = value / peak - 1;
      const r = value / last - 1;
      sum += r;
      squares += r * r;
      last = value;
      const end = sums[i + 1]!;
      if ((end - sums[i + 1 - quick]!) * u < (end - sums[i + 1 - calm]!) * v) break;
    }
    if (++i >= n) break;
    cash = quantity * open[i]! * (1 - fee);
    const r = cash / last - 1;
    sum += r;
    squares += r * r;
    last = cash;
    if (last > peak) peak = last;
    else if (last < peak * (1 + depth)) depth = last / peak - 1;
    const end = sums[i + 1]!;
    if ((end - sums[i + 1 - quick]!) * u > (end - sums[i + 1 - calm]!) * v) i--;
  }
  const mean = sum / n;
  const deviation = Math.sqrt((squares - n * mean * mean) / (n - 1));
  out[at] = last / start - 1;
  out[at + 1] = (mean / deviation) * Math.sqrt(barsPerYear);
  out[at + 2] = depth;
}
