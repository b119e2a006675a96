import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { flag, int, num } from "../graph/params.ts";
import { highest } from "./highest.ts";
import { knownWith } from "./known-with.ts";
import { lowest } from "./lowest.ts";
import { placeInRange } from "./place-in-range.ts";
import { sma } from "./sma.ts";

/**
 * Fast stochastic (Lane): %K, where the close stands in the range of the last k bars, 0 to 100, and %D, its mean of
 * d bars. Without a range it is `flat`, 0 as in TA-Lib. Both begin with %D, as in TA-Lib, unless `aligned` is false.
 */
export const stochFast = composite({
  name: "stochFast",
  family: "momentum",
  about: "fast stochastic: place of the close in the range of k bars",
  inputs: { high: number, low: number, close: number },
  params: { k: int(14, { from: 1 }), d: int(3, { from: 1 }), flat: num(0), aligned: flag(true) },
  build: ({ high, low, close }, params) => {
    const range = { x: close, high: highest(high, params.k), low: lowest(low, params.k) };
    const k = placeInRange(range, params.flat);
    const d = sma(k, params.d);
    return { k: params.aligned ? knownWith(k, d) : k, d };
  },
});
