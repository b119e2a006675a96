import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { int, num } from "../graph/params.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { sma } from "./sma.ts";
import { std } from "./std.ts";
import { sub } from "./sub.ts";

/**
 * Bollinger bands: the mean of n values and k standard deviations above and below it, the population's (ddof 0) as
 * Bollinger (2001) and TA-Lib have it. `percentB` is where x stands between them, 0 at the lower and 1 at the upper
 * band; `bandwidth` their distance as a fraction of the middle.
 */
export const bollinger = composite({
  name: "bollinger",
  family: "volatility",
  about: "mean and k standard deviations above and below",
  inputs: [number],
  params: { n: int(20, { from: 1 }), k: num(2, { from: 0 }), ddof: int(0, { from: 0, to: 1 }) },
  build: (x, { n, k, ddof }) => {
    const middle = sma(x, n);
    const reach = mul(std(x, { n, ddof }), k);
    const upper = add(middle, reach);
    const lower = sub(middle, reach);
    const width = sub(upper, lower);
    return { upper, middle, lower, percentB: div(sub(x, lower), width), bandwidth: div(width, middle) };
  },
});
