import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { num, window } from "../graph/params.ts";
import { average, averageParam } from "./average.ts";
import { gain } from "./gain.ts";
import { loss } from "./loss.ts";
import { share } from "./share.ts";
import { seedParam } from "./smoothing.ts";

/**
 * Relative strength index, 0 to 100: the average rise in percent of the average rise and fall together. Wilder's own
 * average (1978) unless told; `smooth: "simple"` is Cutler's. Where nothing has moved at all it is `flat`: 0 as in
 * TA-Lib, 50 where that would read as oversold.
 */
export const rsi = composite({
  name: "rsi",
  family: "momentum",
  about: "relative strength index, 0 to 100",
  inputs: [number],
  params: { n: window(), smooth: averageParam("wilder"), seed: seedParam(), flat: num(0) },
  build: (x, { flat, ...params }) => share(average(gain(x), params), average(loss(x), params), flat),
});
