import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { knownWith } from "./known-with.ts";
import { lag } from "./lag.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { rogersSatchellVariance } from "./rogers-satchell.ts";
import { sma } from "./sma.ts";
import { sqrt } from "./sqrt.ts";
import { variance } from "./variance.ts";

/**
 * Yang and Zhang's volatility (2000) of n bars: the variance of the gaps between bars, a share of that from open to
 * close and the rest of Rogers and Satchell's, in the proportion of least variance. The standard deviation of log
 * returns per bar, right under drift and gaps; known from bar n on, since the first bar has no gap.
 */
export const yangZhang = composite({
  name: "yangZhang",
  family: "volatility",
  about: "volatility per bar that neither drift nor gaps disturb (Yang-Zhang)",
  inputs: { open: number, high: number, low: number, close: number },
  params: { n: window(2) },
  build: (bars, { n }) => {
    const share = 0.34 / (1.34 + (n + 1) / (n - 1));
    const gap = log(div(bars.open, lag(bars.close)));
    const body = log(div(bars.close, bars.open));
    const inside = add(mul(variance(body, n), share), mul(sma(rogersSatchellVariance(bars), n), 1 - share));
    return sqrt(add(variance(gap, n), knownWith(inside, gap)));
  },
});
