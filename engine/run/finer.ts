import type { Bars } from "../trade/bars.ts";
import type { Lot } from "../trade/position.ts";

/** Index of the first bar that opens at or after a time. */
function lowerBound(ts: Float64Array, time: number): number {
  let low = 0;
  let high = ts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ts[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Which of a stop and the target of a lot the finer bars within [fromMs, fromMs + spanMs) reach first; undefined where they do
 * not tell (none there, neither reached, or both within one finer bar). As in any bar, a target is reached when
 * price trades through it, or with `touch` when it just gets there.
 */
export function firstHit(
  finer: Bars,
  fromMs: number,
  spanMs: number,
  lot: Lot,
  stop: number,
  touch: boolean,
): "stop" | "target" | undefined {
  const long = lot.quantity > 0;
  for (let i = lowerBound(finer.ts, fromMs); i < finer.ts.length && finer.ts[i]! < fromMs + spanMs; i++) {
    const stopHit = long ? finer.low[i]! <= stop : finer.high[i]! >= stop;
    const beyond = long ? finer.high[i]! - lot.takeProfit : lot.takeProfit - finer.low[i]!;
    const targetHit = touch ? beyond >= 0 : beyond > 0;
    if (stopHit && targetHit) return undefined;
    if (stopHit) return "stop";
    if (targetHit) return "target";
  }
  return undefined;
}
