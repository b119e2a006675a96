import { refuse } from "../../../engine/core/errors.ts";

/**
 * Bars at which the symmetric CUSUM filter of log returns fires: S+ = max(0, S+ + r) above the threshold, or
 * S- = min(0, S- + r) below it, the latter tested first; only the sum that fired starts anew (Lopez de Prado 2018,
 * 2.5.2.1). Unknown prices are passed over.
 *
 * @example
 * cusumEvents(Float64Array.of(100, 106, 105, 112, 100), 0.05) // => [1, 3, 4]
 */
export function cusumEvents(prices: Float64Array, threshold: number): number[] {
  if (!(threshold > 0)) refuse(`the threshold of a CUSUM filter must be greater than 0; was ${threshold}`);
  const events: number[] = [];
  let last = Number.NaN;
  let [up, down] = [0, 0];
  for (let t = 0; t < prices.length; t++) {
    const log = Math.log(prices[t]!);
    if (Number.isNaN(log)) continue;
    const change = Number.isNaN(last) ? 0 : log - last;
    last = log;
    up = Math.max(0, up + change);
    down = Math.min(0, down + change);
    if (down < -threshold) {
      down = 0;
      events.push(t);
    } else if (up > threshold) {
      up = 0;
      events.push(t);
    }
  }
  return events;
}
