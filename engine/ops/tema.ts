import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { add } from "./add.ts";
import { ema } from "./ema.ts";
import { mul } from "./mul.ts";
import { seedParam } from "./smoothing.ts";
import { sub } from "./sub.ts";

/** Triple exponential moving average (Mulloy, 1994): 3 (once - twice) + thrice averaged. */
export const tema = composite({
  name: "tema",
  family: "average",
  about: "triple exponential moving average",
  inputs: [number],
  params: { n: window(), seed: seedParam() },
  build: (x, params) => {
    const once = ema(x, params);
    const twice = ema(once, params);
    return add(mul(sub(once, twice), 3), ema(twice, params));
  },
});
