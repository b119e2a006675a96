import { plan, strategy } from "../engine/graph/strategy.ts";
import {
  clamp,
  crossOver,
  crossUnder,
  div,
  ema,
  gt,
  highest,
  latch,
  lowest,
  rsi,
  sma,
  sub,
} from "../engine/ops/index.ts";
import { alignBars } from "../engine/run/market.ts";
import { parseSettings } from "../engine/run/settings.ts";
import { benchBars } from "./market.ts";
import { everyRule } from "./risk.ts";

export const [cash, barsPerYear] = [10_000, 8_760];

/** Eight operators, and a target that is another one at every bar: each decision is an order. */
export const restless = strategy({
  name: "bench-restless",
  decide({ high, low, close }) {
    const [top, bottom] = [highest(high, 24), lowest(low, 24)];
    const place = div(sub(ema(close, 3), bottom), sub(top, bottom));
    return { target: clamp({ x: sma(place, 4), low: 0.05, high: 0.9 }) };
  },
});

/** Few orders: what most bars of most strategies are. */
export const calm = strategy({
  name: "bench-calm",
  decide({ close }) {
    const [quick, slow] = [sma(close, 20), sma(close, 100)];
    return { target: latch(crossOver(quick, slow), crossUnder(quick, slow)) };
  },
});

/** Never an order, whatever it computes: the steady state of a pipeline. */
export const still = strategy({
  name: "bench-still",
  decide({ high, low, close }) {
    const spread = sub(ema(close, 12), ema(close, 48));
    const range = sub(highest(high, 24), lowest(low, 24));
    // Beyond what an index of relative strength can be.
    return { target: latch(crossOver(rsi(close, 14), 101), crossUnder(div(spread, range), -101)) };
  },
});

/** Buys once and holds, behind a stop that nothing reaches. */
export const holding = strategy({
  name: "bench-holding",
  decide({ close }) {
    return { target: latch(gt(rsi(close, 14), -1), gt(rsi(close, 14), 101)), stop: { fraction: 0.999 } };
  },
});

/** A strategy of these, bound to so many bars of one symbol. */
export function bound(which: typeof restless, length: number) {
  const market = alignBars([benchBars(length)]);
  return { market, plan: plan(which, { symbols: market.symbols, timeframeMs: market.timeframeMs }) };
}

/**
 * Every rule of risk on and wide, costs and whole lots: nothing is left out. But for the cap of Kelly, which would rightly
 * refuse every order in a market without drift.
 */
export const settings = parseSettings({
  cash,
  fees: { taker: 1e-5, maker: 1e-5 },
  halfSpread: 1e-5,
  slippage: 1e-5,
  lot: 0.001,
  limits: {
    ...everyRule,
    account: { ...everyRule.account, dailyLoss: 0.99, maxDrawdown: 0.99 },
    statistical: { ...everyRule.statistical, kellyFraction: null },
  },
});
