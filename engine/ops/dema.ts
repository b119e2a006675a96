import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { ema } from "./ema.ts";
import { mul } from "./mul.ts";
import { seedParam } from "./smoothing.ts";
import { sub } from "./sub.ts";

/**
 * Double exponential moving average (Mulloy, 1994): twice the average less the average of the average, so that it
 * follows a steady trend without lag.
 */
export const dema = composite({
  name: "dema",
  family: "average",
  about: "double exponential moving average",
  inputs: [number],
  params: { n: window(), seed: seedParam() },
  build: (x, params) => {
    const once = ema(x, params);
    return sub(mul(once, 2), ema(once, params));
  },
});
