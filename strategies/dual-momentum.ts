import { and, gt, lag, month, ne, resample, roc, topAcross, valueWhen, where } from "bot4/ops";
import { int, strategy } from "bot4/strategy";

/**
 * Relative and absolute momentum (G. Antonacci, Dual Momentum Investing, 2014): once a month, hold the few symbols that
 * rose most over the last days in equal parts, but each only if it rose at all; what is not held stays in cash.
 * Momentum is of whole days, so that the strategy means the same on hourly bars as on daily ones.
 */
export default strategy({
  name: "dual-momentum",
  about: "Once a month holds the symbols that rose most, each only if it rose at all.",
  params: {
    days: int(90, { from: 10, to: 365, step: 10 }),
    hold: int(1, { from: 1, to: 10 }),
  },
  symbolsMin: 2,
  decide(market, { days, hold }) {
    const momentum = (of: typeof market) => resample(of, "1d", ({ close }) => roc(close, days));
    const leads = topAcross(market, momentum, hold);
    const rises = gt(momentum(market), 0);
    const wanted = where(and(leads, rises), 1 / hold, 0);
    // The first bar of a month decides; until the next one its decision stands.
    const calendar = month(market.ts);
    return { target: valueWhen(ne(calendar, lag(calendar)), wanted) };
  },
});
