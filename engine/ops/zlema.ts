import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { add } from "./add.ts";
import { diff } from "./diff.ts";
import { ema } from "./ema.ts";
import { seedParam } from "./smoothing.ts";

/**
 * Zero-lag exponential moving average (Ehlers and Way, 2010): the average of x and what it has moved by in the last
 * (n - 1) / 2 bars, which is the lag of an average over n.
 */
export const zlema = composite({
  name: "zlema",
  family: "average",
  about: "exponential moving average with its lag taken out",
  inputs: [number],
  params: { n: window(3), seed: seedParam() },
  build: (x, params) => ema(add(x, diff(x, Math.floor((params.n - 1) / 2))), params),
});
