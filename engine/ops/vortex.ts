import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { abs } from "./abs.ts";
import { div } from "./div.ts";
import { lag } from "./lag.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import { trueRange } from "./true-range.ts";

/**
 * Vortex indicator (Botes and Siepman, 2010): the way from the last low up to this high (`plus`) and from the last
 * high down to this low (`minus`), summed over n bars, as fractions of the true ranges; NaN in a flat market.
 */
export const vortex = composite({
  name: "vortex",
  family: "trend",
  about: "upward and downward way of n bars as fractions of their true ranges",
  inputs: { high: number, low: number, close: number },
  params: { n: window() },
  build: (bars, { n }) => {
    const range = sum(trueRange(bars), n);
    const up = abs(sub(bars.high, lag(bars.low)));
    const down = abs(sub(bars.low, lag(bars.high)));
    return { plus: div(sum(up, n), range), minus: div(sum(down, n), range) };
  },
});
