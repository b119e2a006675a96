import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { sma } from "./sma.ts";

const shrink = 3 - 2 * Math.SQRT2;

const spread = op({
  name: "highLowSpread",
  family: "microstructure",
  about: "Corwin and Schultz's spread of two neighbouring bars",
  inputs: { high: number, low: number, close: number },
  warmup: () => 1,
  init: () => ({ high: Number.NaN, low: Number.NaN, close: Number.NaN }),
  step: (s, high, low, close) => {
    const { high: highBefore, low: lowBefore, close: closeBefore } = s;
    s.high = high;
    s.low = low;
    s.close = close;
    if (highBefore !== highBefore) return Number.NaN;
    // A gap beyond the last close is no range: the bar is moved back by it.
    const gap = closeBefore < low ? closeBefore - low : closeBefore > high ? closeBefore - high : 0;
    const one = Math.log(highBefore / lowBefore) ** 2 + Math.log((high + gap) / (low + gap)) ** 2;
    const two = Math.log(Math.max(highBefore, high + gap) / Math.min(lowBefore, low + gap)) ** 2;
    const alpha = (Math.sqrt(2 * one) - Math.sqrt(one)) / shrink - Math.sqrt(two / shrink);
    return Math.max(0, (2 * Math.expm1(alpha)) / (1 + Math.exp(alpha)));
  },
});

/**
 * Corwin and Schultz's spread (2012) as a fraction of price, from highs and lows of two neighbouring bars, averaged over n of them.
 * Gaps are taken out, and negative estimates count as 0.
 */
export const corwinSchultz = composite({
  name: "corwinSchultz",
  family: "microstructure",
  about: "spread from highs and lows (Corwin-Schultz)",
  inputs: { high: number, low: number, close: number },
  params: { n: window() },
  build: (bars, { n }) => sma(spread(bars), n),
});
