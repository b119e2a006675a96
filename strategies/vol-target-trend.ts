import { add, clamp, diff, div, ewmStd, greatest, log, mul, sign } from "bot4/ops";
import { flag, int, num, strategy } from "bot4/strategy";

const yearMs = 365 * 86_400_000;

/**
 * Time-series momentum (Moskowitz, Ooi and Pedersen, 2012): the mean of the signs of the returns over three horizons
 * gives the direction and how sure it is, and the position is scaled so that its volatility is near a target whatever
 * the market's own. Small changes of the size are not worth their costs: `rebalance` leaves them.
 */
export default strategy({
  name: "vol-target-trend",
  about: "Follows the trend over three horizons, scaled to a target volatility.",
  params: {
    n: int(30, { from: 5, to: 200, step: 5 }),
    memory: int(60, { from: 10, to: 250, step: 10 }),
    volatility: num(0.3, { from: 0.05, to: 1, step: 0.05 }),
    cap: num(1, { from: 0.5, to: 3, step: 0.25 }),
    short: flag(false),
  },
  rebalance: 0.1,
  decide({ close, timeframeMs }, { n, memory, volatility, cap, short }) {
    const price = log(close);
    const votes = [n, 2 * n, 4 * n].map((bars) => sign(diff(price, bars)));
    const trend = div(add(add(votes[0]!, votes[1]!), votes[2]!), votes.length);

    const yearly = mul(ewmStd(diff(price), memory), Math.sqrt(yearMs / timeframeMs));
    const sized = mul(trend, div(volatility, yearly));
    return { target: clamp({ x: short ? sized : greatest(sized, 0), low: -cap, high: cap }) };
  },
});
