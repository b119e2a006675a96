import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { flag, int, num, window } from "../graph/params.ts";
import { rsi } from "./rsi.ts";
import { stochFast } from "./stoch-fast.ts";

/**
 * Stochastic RSI (Chande and Kroll, 1994): the fast stochastic of {@link rsi} over n, 0 to 100, as TA-Lib's. `flat`
 * and `aligned` as in {@link stochFast}.
 */
export const stochRsi = composite({
  name: "stochRsi",
  family: "momentum",
  about: "fast stochastic of the relative strength index",
  inputs: [number],
  params: {
    n: window(),
    k: int(14, { from: 1 }),
    d: int(3, { from: 1 }),
    flat: num(0),
    aligned: flag(true),
  },
  build: (x, { n, ...params }) => {
    const strength = rsi(x, n);
    return stochFast({ high: strength, low: strength, close: strength }, params);
  },
});
