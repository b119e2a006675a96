import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { choice, int, num } from "../graph/params.ts";
import { add } from "./add.ts";
import { atr } from "./atr.ts";
import { gt } from "./gt.ts";
import { medianPrice } from "./median-price.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";
import { where } from "./where.ts";

/** A band that only closes in on the price, until the close before has passed it. */
const carriedBand = op({
  name: "carriedBand",
  family: "trend",
  about: "band that only closes in on the price until the close passes it",
  inputs: { level: number, close: number },
  params: { side: choice("upper", ["upper", "lower"]) },
  init: ({ side }) => ({ sign: side === "upper" ? 1 : -1, band: Number.NaN, last: Number.NaN }),
  step: (s, level, close) => {
    const { sign, band, last } = s;
    if (!(level * sign >= band * sign && last * sign <= band * sign)) s.band = level;
    s.last = close;
    return s.band;
  },
});

/** 1 while the close has passed the upper band last, -1 while the lower one; -1 at first. */
const bandSide = op({
  name: "bandSide",
  family: "trend",
  about: "1 since the close rose above the upper band, -1 since it fell below the lower",
  inputs: { close: number, upper: number, lower: number },
  init: () => ({ side: 0 }),
  step: (s, close, upper, lower) => {
    if (s.side === 0) s.side = -1;
    else if (s.side === 1 && close < lower) s.side = -1;
    else if (s.side === -1 && close > upper) s.side = 1;
    return s.side;
  },
});

/**
 * SuperTrend (Seban): bands of k average true ranges about the middle of the bar that only close in on the price.
 * `direction` is 1 from a close above the upper band to one below the lower band, -1 otherwise and at the start;
 * `value` is the band that the price has behind it.
 */
export const supertrend = composite({
  name: "supertrend",
  family: "trend",
  about: "trailing band of k average true ranges, and the side of it",
  inputs: { high: number, low: number, close: number },
  params: { n: int(10, { from: 1 }), k: num(3, { from: 0 }) },
  build: (bars, { n, k }) => {
    const middle = medianPrice(bars);
    const reach = mul(atr(bars, n), k);
    const upper = carriedBand({ level: add(middle, reach), close: bars.close }, "upper");
    const lower = carriedBand({ level: sub(middle, reach), close: bars.close }, "lower");
    const direction = bandSide({ close: bars.close, upper, lower });
    return { value: where(gt(direction, 0), lower, upper), direction };
  },
});
