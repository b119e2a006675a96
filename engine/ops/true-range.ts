import { number, op } from "../graph/op.ts";
import { choice } from "../graph/params.ts";

/** What the true range of the first bar is, which has no close before it. */
export const startParam = () => choice("skip", ["skip", "range"]);

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
  init: ({ start }) => ({ last: Number.NaN, begun: start === "skip" }),
  step: (s, high, low, close) => {
    const { last } = s;
    s.last = close;
    if (s.begun) return Math.max(high, last) - Math.min(low, last);
    s.begun = true;
    return high - low;
  },
});
