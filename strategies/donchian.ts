import {
  atr,
  coalesce,
  div,
  donchian,
  gt,
  lag,
  latch,
  least,
  lt,
  mul,
  ne,
  sub,
  valueWhen,
  where,
} from "bot4/ops";
import { flag, int, num, strategy } from "bot4/strategy";

/**
 * The turtles' system (R. Dennis and W. Eckhardt, 1983; after C. Faith, Way of the Turtle, 2007): enter where the close
 * leaves the channel of the last `entry` bars, leave where it leaves the narrower one of the last `exit` bars the other
 * way. A unit is sized so that one ATR is `risk` of equity, fixed at the entry, and stopped out two ATRs away.
 */
export default strategy({
  name: "donchian",
  about: "Turtle breakout of the Donchian channel, sized and stopped by the ATR.",
  params: {
    entry: int(20, { from: 5, to: 200, step: 5 }),
    exit: int(10, { from: 3, to: 100 }),
    atr: int(20, { from: 5, to: 50, step: 5 }),
    risk: num(0.01, { from: 0.002, to: 0.05, step: 0.002 }),
    stop: num(2, { from: 1, to: 6, step: 0.5 }),
    cap: num(1, { from: 0.1, to: 3, step: 0.1 }),
    short: flag(true),
  },
  where: ({ entry, exit }) => exit < entry,
  decide({ high, low, close }, { entry, exit, atr: n, risk, stop, cap, short }) {
    // The channel of the bars before this one: a close cannot leave a channel that already holds its own bar.
    const wide = donchian({ high, low }, entry);
    const narrow = donchian({ high, low }, exit);
    const long = latch(gt(close, lag(wide.upper)), lt(close, lag(narrow.lower)));
    const down = latch(lt(close, lag(wide.lower)), gt(close, lag(narrow.upper)));
    const side = short ? sub(where(long, 1, 0), where(down, 1, 0)) : where(long, 1, 0);

    const range = atr({ high, low, close }, n);
    const unit = least(div(mul(close, risk), range), cap);
    // The size of the bar at which the side changed, or the target would be traded anew with every change of the ATR.
    const size = valueWhen(ne(side, coalesce(lag(side), 0)), unit);
    return { target: where(ne(side, 0), mul(side, size), 0), stop: mul(range, stop) };
  },
});
