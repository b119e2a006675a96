import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { int } from "../graph/params.ts";
import { donchian } from "./donchian.ts";
import { lag } from "./lag.ts";
import { medianPrice } from "./median-price.ts";

/**
 * Ichimoku Kinko Hyo (Hosoda): middles of the range of three lengths. `spanA` and `spanB` are the cloud at this bar,
 * computed `shift` bars ago; `leadA` and `leadB` are computed now, the cloud of `shift` bars from now. The lagging
 * span, the close drawn `shift` bars back, shows the future to the past, so it is no output here: compare the
 * close with `lag(close, shift)` instead.
 */
export const ichimoku = composite({
  name: "ichimoku",
  family: "trend",
  about: "middles of the range of three lengths, and the cloud",
  inputs: { high: number, low: number },
  params: {
    tenkan: int(9, { from: 1 }),
    kijun: int(26, { from: 1 }),
    senkou: int(52, { from: 1 }),
    shift: int(26, { from: 1 }),
  },
  build: (bars, params) => {
    const tenkan = donchian(bars, params.tenkan).middle;
    const kijun = donchian(bars, params.kijun).middle;
    const leadA = medianPrice({ high: tenkan, low: kijun });
    const leadB = donchian(bars, params.senkou).middle;
    const { shift } = params;
    return { tenkan, kijun, spanA: lag(leadA, shift), spanB: lag(leadB, shift), leadA, leadB };
  },
});
