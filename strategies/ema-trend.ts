import { atr, crossOver, crossUnder, ema, latch, mul } from "bot4/ops";
import { int, num, strategy } from "bot4/strategy";

/**
 * Enters on the cross of two exponential averages and leaves on the cross back, or sooner: a stop trails the best
 * price since the entry at a distance of a few average true ranges, so that it gives a nervous market more room than a
 * calm one. After the stop it waits for the next cross: the latch stays on, and a target that does not change is not
 * traded again.
 */
export default strategy({
  name: "ema-trend",
  about: "Long between crosses of two exponential averages, behind a trailing stop of a few ATRs.",
  params: {
    quick: int(12, { from: 2, to: 100 }),
    calm: int(48, { from: 5, to: 400 }),
    stop: num(3, { from: 1, to: 10, step: 0.5 }),
  },
  where: ({ quick, calm }) => quick < calm,
  decide({ high, low, close }, { quick, calm, stop }) {
    const fast = ema(close, quick);
    const slow = ema(close, calm);
    return {
      target: latch(crossOver(fast, slow), crossUnder(fast, slow)),
      trail: mul(atr({ high, low, close }, 14), stop),
    };
  },
});
