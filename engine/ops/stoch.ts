import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { flag, int, num } from "../graph/params.ts";
import { knownWith } from "./known-with.ts";
import { sma } from "./sma.ts";
import { stochFast } from "./stoch-fast.ts";

/**
 * Slow stochastic (Lane): the fast %K over k bars, averaged over `slowing` bars, and %D, its mean of d bars; 0 to 100.
 * `flat` and `aligned` as in {@link stochFast}.
 */
export const stoch = composite({
  name: "stoch",
  family: "momentum",
  about: "slow stochastic: averaged place of the close in the range of k bars",
  inputs: { high: number, low: number, close: number },
  params: {
    k: int(14, { from: 1 }),
    slowing: int(3, { from: 1 }),
    d: int(3, { from: 1 }),
    flat: num(0),
    aligned: flag(true),
  },
  build: (bars, params) => {
    const k = stochFast(bars, { k: params.k, d: params.slowing, flat: params.flat }).d;
    const d = sma(k, params.d);
    return { k: params.aligned ? knownWith(k, d) : k, d };
  },
});
