import type { Bars } from "../engine/trade/bars.ts";

/** Windows of one variant. */
export type SmaPair = readonly [quick: number, calm: number];

export interface SmaSweepOptions {
  /** Fraction of notional. */
  readonly fee: number;
  readonly cash: number;
  readonly barsPerYear: number;
  /** Protective levels as fractions: below and above the entry, and below the best price since. */
  readonly levels?: { readonly stop: number; readonly takeProfit: number; readonly trail: number };
}

/**
 * The sweep of one strategy and nothing else, as somebody would write it who wants this and nothing else: sums of prices
 * up to each bar are made once, so that an average is a difference; a variant alternates between a loop that only
 * looks for the next entry and one that holds. Writes total return, Sharpe ratio and maximum drawdown of each pair.
 *
 * It shares no line with the engine: the judge of its results, and the measure of what its generality costs.
 */
export function smaSweep(
  bars: Bars,
  pairs: readonly SmaPair[],
  options: SmaSweepOptions,
  out: Float64Array,
): void {
  const { open, close } = bars;
  const sums = new Float64Array(close.length + 1);
  for (let i = 0; i < close.length; i++) sums[i + 1] = sums[i]! + close[i]!;
  for (let k = 0; k < pairs.length; k++) {
    if (options.levels) levelsVariant(bars, sums, pairs[k]!, options, out, 3 * k);
    else smaVariant(open, close, sums, pairs[k]!, options, out, 3 * k);
  }
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

/**
 * The same with a stop, a target and a trailing stop. Of two levels within one bar a gap decides, else the stop is taken;
 * the trailing one follows the highs of bars that have closed. What a level has closed stays closed until the next cross.
 */
function levelsVariant(
  { open, high, low, close }: Bars,
  sums: Float64Array,
  [quick, calm]: SmaPair,
  { fee, cash: start, barsPerYear, levels }: SmaSweepOptions,
  out: Float64Array,
  at: number,
): void {
  const n = close.length;
  const [u, v] = [1 / quick, 1 / calm];
  const { stop, takeProfit, trail } = levels!;
  const keep = 1 - trail;
  let [cash, last, peak, depth, sum, squares] = [start, start, start, 0, 0, 0];
  let i = calm - 1;
  if (gapOf(sums, i, quick, calm, u, v) > 0) i = firstBelow(sums, i + 1, n, quick, calm, u, v);
  while (i < n) {
    for (i++; i < n && !(gapOf(sums, i, quick, calm, u, v) > 0); ) i++;
    if (++i >= n) break;
    const entry = open[i]!;
    const quantity = cash / (entry * (1 + fee));
    const target = entry * (1 + takeProfit);
    let best = entry;
    let level = entry * (1 - Math.min(stop, trail));
    let crossed = false;
    for (; i < n; i++) {
      const stopped = low[i]! <= level;
      const left = crossed || stopped || high[i]! > target;
      let value = quantity * close[i]!;
      if (left) {
        const atOpen = crossed || open[i]! <= level || open[i]! >= target;
        value = cash = quantity * (atOpen ? open[i]! : stopped ? level : target) * (1 - fee);
      }
      if (value > peak) peak = value;
      else if (value < peak * (1 + depth)) depth = value / peak - 1;
      const r = value / last - 1;
      sum += r;
      squares += r * r;
      last = value;
      if (left) break;
      if (high[i]! > best) {
        best = high[i]!;
        if (best * keep > level) level = best * keep;
      }
      crossed = gapOf(sums, i, quick, calm, u, v) < 0;
    }
    if (!crossed) i = firstBelow(sums, i, n, quick, calm, u, v);
    else if (i < n && gapOf(sums, i, quick, calm, u, v) > 0) i--;
  }
  const mean = sum / n;
  const deviation = Math.sqrt((squares - n * mean * mean) / (n - 1));
  out[at] = last / start - 1;
  out[at + 1] = (mean / deviation) * Math.sqrt(barsPerYear);
  out[at + 2] = depth;
}

/** How far the quick average is above the calm one at bar i. */
const gapOf = (sums: Float64Array, i: number, quick: number, calm: number, u: number, v: number): number =>
  (sums[i + 1]! - sums[i + 1 - quick]!) * u - (sums[i + 1]! - sums[i + 1 - calm]!) * v;

/** The first bar from `i` on at which it is below; the end if there is none. */
function firstBelow(
  sums: Float64Array,
  from: number,
  n: number,
  quick: number,
  calm: number,
  u: number,
  v: number,
): number {
  let i = from;
  while (i < n && !(gapOf(sums, i, quick, calm, u, v) < 0)) i++;
  return i;
}
