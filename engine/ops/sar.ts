import { number, op } from "../graph/op.ts";
import { num } from "../graph/params.ts";

interface State {
  readonly step: number;
  readonly max: number;
  /** 1 in an uptrend, -1 in a downtrend, 0 before the first bar. */
  side: number;
  /** Stop of the next bar, extreme of the trend, and low and high of the last bar, all times `side`. */
  stop: number;
  extreme: number;
  low: number;
  high: number;
  factor: number;
  begun: boolean;
}

/** Turns prices over, so that a downtrend is an uptrend of what lies below. */
function turn(s: State): void {
  s.side = -s.side;
  [s.low, s.high] = [-s.high, -s.low];
}

/** The first trend is down if the low fell by more than the high rose, as in TA-Lib. */
function begin(s: State, high: number, low: number): void {
  const fall = s.low - low;
  s.side = 1;
  if (fall > 0 && fall > high - s.high) turn(s);
  s.stop = s.low;
  s.extreme = s.side === 1 ? high : -low;
  s.low = s.side === 1 ? low : -high;
  s.high = s.extreme;
}

/**
 * Parabolic stop and reverse (Wilder, 1978), as TA-Lib has it: a stop that follows the trend and speeds up by `step`
 * at each new extreme, up to `max`; where the price reaches it, the trend turns. Known from the second bar on, in
 * units of price; below the price in an uptrend, above it in a downtrend.
 */
export const sar = op({
  name: "sar",
  family: "trend",
  about: "parabolic stop and reverse",
  inputs: { high: number, low: number },
  params: { step: num(0.02, { from: 0 }), max: num(0.2, { from: 0 }) },
  warmup: () => 1,
  init: ({ step, max }): State => ({
    step: Math.min(step, max),
    max,
    side: 0,
    stop: 0,
    extreme: 0,
    low: Number.NaN,
    high: Number.NaN,
    factor: Math.min(step, max),
    begun: false,
  }),
  step: (s, rawHigh, rawLow) => {
    if (!s.begun) {
      s.begun = true;
      s.low = rawLow;
      s.high = rawHigh;
      return Number.NaN;
    }
    if (s.side === 0) begin(s, rawHigh, rawLow);
    const before = s.side;
    let high = before === 1 ? rawHigh : -rawLow;
    let low = before === 1 ? rawLow : -rawHigh;
    let stop = s.stop;
    if (low <= stop) {
      turn(s);
      [low, high] = [-high, -low];
      // The turned stop is the extreme of the old trend, never within the range of the last two bars.
      stop = Math.min(-s.extreme, s.low, low);
      s.extreme = high;
      s.factor = s.step;
    } else if (high > s.extreme) {
      s.extreme = high;
      s.factor = Math.min(s.factor + s.step, s.max);
    }
    s.stop = Math.min(stop + s.factor * (s.extreme - stop), s.low, low);
    s.low = low;
    s.high = high;
    return stop * s.side;
  },
});
