import { and, bollinger, crossOver, lag, latch, le, lt, quantile } from "bot4/ops";
import { int, num, strategy } from "bot4/strategy";

/**
 * A move out of a quiet market: the close breaks the upper Bollinger band after the bands were narrow by their own
 * recent standard (a "squeeze"). Held while the price stays above the middle of the bands.
 */
export default strategy({
  name: "bollinger-breakout",
  about: "Buys a close above the upper Bollinger band out of a squeeze, until it falls below the middle.",
  params: {
    n: int(20, { from: 5, to: 100 }),
    k: num(2, { from: 1, to: 3, step: 0.25 }),
    // Bands are narrow up to this quantile of their width over the last `memory` bars.
    quiet: num(0.5, { from: 0.05, to: 1, step: 0.05 }),
    memory: int(120, { from: 20, to: 500, step: 20 }),
  },
  decide({ close }, { n, k, quiet, memory }) {
    const { upper, middle, bandwidth } = bollinger(close, { n, k });
    // A breakout itself widens the bands: what counts is how they were on the bar before.
    const before = lag(bandwidth);
    const squeezed = le(before, quantile(before, { n: memory, q: quiet }));
    return { target: latch(and(crossOver(close, upper), squeezed), lt(close, middle)) };
  },
});
