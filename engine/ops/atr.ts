import { number, op } from "../graph/op.ts";
import { type ValuesOf, window } from "../graph/params.ts";
import { averageParam } from "./average.ts";
import { averager, pushAverage } from "./averager.ts";
import { finite } from "./finite.ts";
import { seedParam } from "./smoothing.ts";
import { pushRange, rangeOf, rangeState, startParam } from "./true-range.ts";

const params = { n: window(), smooth: averageParam("wilder"), seed: seedParam(), start: startParam() };

const start = (values: ValuesOf<typeof params>) => ({
  range: rangeState(values.start),
  average: averager(values),
});

function next(s: ReturnType<typeof start>, high: number, low: number, close: number): number {
  const range = pushRange(s.range, high, low, close);
  return range === range ? pushAverage(s.average, range) : Number.NaN;
}

/**
 * Average true range, in units of price. Wilder's average (1978) of the true range from the second bar on, as in
 * TA-Lib; vectorbt's is `{ smooth: "ema", seed: "first", start: "range" }`.
 */
export const atr = op({
  name: "atr",
  family: "volatility",
  about: "average true range",
  inputs: { high: number, low: number, close: number },
  params,
  warmup: ({ n, start: first }) => (first === "skip" ? n : n - 1),
  init: start,
  step: next,
  column: (values, [high, low, close], out) => {
    const s = start(values);
    const head = values.smooth === "simple" ? out.length : Math.min(out.length, values.n + 1);
    for (let i = 0; i < head; i++) out[i] = finite(next(s, high![i]!, low![i]!, close![i]!));
    const { weight } = s.average.recursive;
    let { value } = s.average.recursive;
    for (let i = head; i < out.length; i++) {
      value += (rangeOf(high![i]!, low![i]!, close![i - 1]!) - value) * weight;
      out[i] = finite(value);
    }
  },
});
