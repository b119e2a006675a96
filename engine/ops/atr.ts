import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { average, averageParam } from "./average.ts";
import { seedParam } from "./smoothing.ts";
import { startParam, trueRange } from "./true-range.ts";

/**
 * Average true range, in units of price. Wilder's average (1978) of the {@link trueRange} from the second bar on,
 * as in TA-Lib; vectorbt's is `{ smooth: "ema", seed: "first", start: "range" }`.
 */
export const atr = composite({
  name: "atr",
  family: "volatility",
  about: "average true range",
  inputs: { high: number, low: number, close: number },
  params: { n: window(), smooth: averageParam("wilder"), seed: seedParam(), start: startParam() },
  build: (bars, { start, ...params }) => average(trueRange(bars, start), params),
});
