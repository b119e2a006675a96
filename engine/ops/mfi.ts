import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { choice, num, window } from "../graph/params.ts";
import { share } from "./share.ts";
import { sum } from "./sum.ts";
import { typicalPrice } from "./typical-price.ts";

/** Price times volume of a bar whose price rose, or fell, whichever side is asked for; else 0. */
const moneyFlow = op({
  name: "moneyFlow",
  family: "volume",
  about: "price times volume of bars that rose, or fell",
  inputs: { price: number, volume: number },
  params: { side: choice("up", ["up", "down"]) },
  warmup: () => 1,
  init: ({ side }) => ({ sign: side === "up" ? 1 : -1, last: Number.NaN }),
  step: (s, price, volume) => {
    const change = (price - s.last) * s.sign;
    s.last = price;
    return change > 0 ? price * volume : change <= 0 ? 0 : Number.NaN;
  },
});

/**
 * Money flow index (Quong and Soudack, 1989): the money of bars whose typical price rose in percent of that of bars
 * whose typical price moved, over n bars, 0 to 100. Where none moved it is `flat`, 0 as in TA-Lib.
 */
export const mfi = composite({
  name: "mfi",
  family: "volume",
  about: "money flow index, 0 to 100",
  inputs: { high: number, low: number, close: number, volume: number },
  params: { n: window(), flat: num(0) },
  build: (bars, { n, flat }) => {
    const money = { price: typicalPrice(bars), volume: bars.volume };
    return share(sum(moneyFlow(money, "up"), n), sum(moneyFlow(money, "down"), n), flat);
  },
});
