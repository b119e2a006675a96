import { number, op } from "../graph/op.ts";
import { choice } from "../graph/params.ts";

/** What the true range of the first bar is, which has no close before it. */
export const startParam = () => choice("skip", ["skip", "range"]);

/** Written with comparisons, which are faster than Math.max; the last close is NaN before the first bar. */
const rangeOf = (high: number, low: number, last: number): number =>
  (high > last ? high : last) - (low < last ? low : last);

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
    if (s.begun) return rangeOf(high, low, last);
    s.begun = true;
    return high - low;
  },
  column: ({ start }, [high, low, close], out) => {
    const first = start === "skip" ? Number.NaN : high![0]! - low![0]!;
    out[0] = first - first === 0 ? first : Number.NaN;
    for (let i = 1; i < out.length; i++) {
      const range = rangeOf(high![i]!, low![i]!, close![i - 1]!);
      out[i] = range - range === 0 ? range : Number.NaN;
    }
  },
});
