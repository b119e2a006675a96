import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { int } from "../graph/params.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { percentOf } from "./percent-of.ts";
import { sum } from "./sum.ts";
import { trueRange } from "./true-range.ts";

/** The close less the lower of the low and the last close. */
const buyingPressure = op({
  name: "buyingPressure",
  family: "momentum",
  about: "close less the lower of the low and the last close",
  inputs: { low: number, close: number },
  warmup: () => 1,
  init: () => ({ last: Number.NaN }),
  step: (s, low, close) => {
    const floor = Math.min(low, s.last);
    s.last = close;
    return close - floor;
  },
});

/**
 * Ultimate oscillator (Williams, 1985): buying pressure in percent of the true range over three lengths, the
 * shortest weighted 4, the next 2, the longest 1. 0 to 100; 0 in a flat market, as in TA-Lib.
 */
export const ultimate = composite({
  name: "ultimate",
  family: "momentum",
  about: "buying pressure over three lengths, 0 to 100",
  inputs: { high: number, low: number, close: number },
  params: { short: int(7, { from: 1 }), middle: int(14, { from: 1 }), long: int(28, { from: 1 }) },
  build: (bars, { short, middle, long }) => {
    const pressure = buyingPressure(bars);
    const range = trueRange(bars);
    const over = (n: number) => percentOf(sum(pressure, n), sum(range, n));
    return div(add(add(mul(over(short), 4), mul(over(middle), 2)), over(long)), 7);
  },
});
