import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { int, num } from "../graph/params.ts";
import { add } from "./add.ts";
import { atr } from "./atr.ts";
import { ema } from "./ema.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/** Keltner channel (Raschke's form): exponential average of the close, and k average true ranges on either side. */
export const keltner = composite({
  name: "keltner",
  family: "volatility",
  about: "exponential average and k average true ranges above and below",
  inputs: { high: number, low: number, close: number },
  params: { n: int(20, { from: 1 }), atr: int(10, { from: 1 }), k: num(2, { from: 0 }) },
  build: (bars, params) => {
    const middle = ema(bars.close, params.n);
    const reach = mul(atr(bars, params.atr), params.k);
    return { upper: add(middle, reach), middle, lower: sub(middle, reach) };
  },
});
