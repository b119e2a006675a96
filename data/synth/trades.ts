import { seeded } from "../../engine/core/random.ts";
import type { Bars } from "../../engine/trade/bars.ts";

/** One trade of a made tape. */
export interface MadeTrade {
  readonly ts: number;
  readonly symbol: string;
  readonly price: number;
  readonly quantity: number;
}

/** A price between two others, on the grid of both: a whole number of ticks of a power of ten. */
const between = (from: number, to: number, part: number, tick: number): number => {
  const ticks = Math.round((from + (to - from) * part) / tick);
  return tick >= 1 ? ticks * tick : ticks / Math.round(1 / tick);
};

/**
 * Trades that make the bars given: each bar trades its open first and its close last, reaches its high and its low in an
 * order by chance, and nothing beyond them, `perBar` trades (at least 4) at times by chance, in whole milliseconds. Bars of
 * several symbols are traded in the order of time. `tick` is a power of ten. Equal seeds give equal trades.
 */
export function tradesOfBars(
  markets: readonly Bars[],
  { perBar, seed, tick }: { readonly perBar: number; readonly seed: number; readonly tick: number },
): MadeTrade[] {
  const all = markets.flatMap((bars, k) => {
    const random = seeded(seed * 1000 + k + 1);
    const made: MadeTrade[] = [];
    for (let t = 0; t < bars.ts.length; t++) {
      const path = pathOf(bars, t, perBar, random, tick);
      const times = Array.from(path, () => Math.floor(random() * bars.timeframeMs)).sort((a, b) => a - b);
      path.forEach((price, i) => {
        const quantity = Math.max(
          0.001,
          Math.round(((2 * random() * bars.volume[t]!) / perBar) * 1_000) / 1_000,
        );
        made.push({ ts: bars.ts[t]! + times[i]!, symbol: bars.symbol, price, quantity });
      });
    }
    return made;
  });
  return all.sort((a, b) => a.ts - b.ts);
}

/** Prices of one bar: open, the two extremes, close, and steps between each and the next. */
function pathOf(bars: Bars, t: number, perBar: number, random: () => number, tick: number): number[] {
  const [open, high, low, close] = [bars.open[t]!, bars.high[t]!, bars.low[t]!, bars.close[t]!];
  const corners = random() < 0.5 ? [open, high, low, close] : [open, low, high, close];
  const steps = Math.max(0, perBar - 4);
  const path: number[] = [];
  for (let leg = 0; leg < 3; leg++) {
    const [from, to] = [corners[leg]!, corners[leg + 1]!];
    path.push(from);
    const count = Math.floor(((leg + 1) * steps) / 3) - Math.floor((leg * steps) / 3);
    for (let k = 1; k <= count; k++) path.push(between(from, to, k / (count + 1), tick));
  }
  path.push(close);
  return path;
}
