import { and, gt, latch, lt, rsi, sma } from "bot4/ops";
import { int, num, strategy } from "bot4/strategy";

/**
 * Buys weakness within strength: the relative strength index is low while the price is above its long average. Leaves
 * when the index has recovered, or after a while, since a dip that does not recover soon is not the one that was meant;
 * a stop bounds the loss, which mean reversion otherwise lets grow.
 */
export default strategy({
  name: "rsi-reversion",
  about: "Buys a low RSI above the long average, until the RSI recovers or time is up.",
  params: {
    n: int(4, { from: 2, to: 30 }),
    low: num(25, { from: 5, to: 45, step: 5 }),
    recovered: num(55, { from: 45, to: 90, step: 5 }),
    trend: int(200, { from: 20, to: 400, step: 20 }),
    bars: int(20, { from: 1, to: 100 }),
    stop: num(0.08, { from: 0.01, to: 0.3, step: 0.01 }),
  },
  where: ({ low, recovered }) => low < recovered,
  decide({ close }, { n, low, recovered, trend, bars, stop }) {
    // A market that does not move at all is neither weak nor strong.
    const strength = rsi(close, { n, flat: 50 });
    const dip = and(lt(strength, low), gt(close, sma(close, trend)));
    return {
      target: latch(dip, gt(strength, recovered)),
      maxBars: bars,
      stop: { fraction: stop },
    };
  },
});
