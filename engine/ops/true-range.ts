import { number, op } from "../graph/op.ts";
import { choice } from "../graph/params.ts";
import { finite } from "./finite.ts";

/** What the true range of the first bar is, which has no close before it. */
export const startParam = () => choice("skip", ["skip", "range"]);

/** The range of a bar and the gap from the last close together. With comparisons, which are faster than Math.max. */
export const rangeOf = (high: number, low: number, last: number): number =>
  (high > last ? high : last) - (low < last ? low : last);

interface RangeState {
  last: number;
  /** Past the first bar, or to be taken so. */
  begun: boolean;
}

export const rangeState = (start: "skip" | "range"): RangeState => ({
  last: Number.NaN,
  begun: start === "skip",
});

/** The true range of the next bar; NaN at the first one unless it counts with its own range. */
export function pushRange(s: RangeState, high: number, low: number, close: number): number {
  const { last } = s;
  s.last = close;
  if (s.begun) return rangeOf(high, low, last);
  s.begun = true;
  return high - low;
}

/**
 * True range (Wilder, 1978): the range of the bar and the gap from the last close together, in units of price. The
 * first bar has none (TA-Lib), or with `start: "range"` its high less its low (pandas, vectorbt).
 */
export const trueRange = op({
  name: "trueRange",
  family: "volatility",
  about: "range of the bar with the gap from the last close",
  inputs: { high: number, low: number, close: number },
  params: { start: startParam() },
  warmup: ({ start }) => (start === "skip" ? 1 : 0),
  init: ({ start }) => rangeState(start),
  step: pushRange,
  column: ({ start }, [high, low, close], out) => {
    out[0] = start === "skip" ? Number.NaN : finite(high![0]! - low![0]!);
    for (let i = 1; i < out.length; i++) out[i] = finite(rangeOf(high![i]!, low![i]!, close![i - 1]!));
  },
});
