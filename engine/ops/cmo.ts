import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { average, averageParam } from "./average.ts";
import { balance } from "./balance.ts";
import { gain } from "./gain.ts";
import { loss } from "./loss.ts";
import { seedParam } from "./smoothing.ts";

/**
 * Chande's momentum oscillator, -100 to 100: rises less falls in percent of both together. Chande (The New Technical
 * Trader, 1994) adds them up (`smooth: "simple"`); Wilder's average, the default, is TA-Lib's. 0 where nothing moved.
 */
export const cmo = composite({
  name: "cmo",
  family: "momentum",
  about: "Chande's momentum oscillator, -100 to 100",
  inputs: [number],
  params: { n: window(), smooth: averageParam("wilder"), seed: seedParam() },
  build: (x, params) => balance(average(gain(x), params), average(loss(x), params)),
});
