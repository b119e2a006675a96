import { expect, test } from "vitest";
import { normal, seeded } from "../core/random.ts";
import type { Bars } from "../trade/bars.ts";
import { endBar, observeBar } from "./observe.ts";
import { parseLimits } from "./parse-limits.ts";
import { meanRange } from "./range-window.ts";
import { createRiskState, type RiskState } from "./risk-state.ts";
import { createTape, rangeOf, rewind, showMoments, showReturns, type Taped, tapeSize } from "./tape.ts";

/** A walk with gaps, the second symbol beginning late. */
function walk(symbol: string, length: number, from: number): Bars {
  const random = seeded(length + from);
  const column = () => new Float64Array(length).fill(Number.NaN);
  const bars = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  let last = 100;
  for (let t = from; t < length; t++) {
    if (random() < 0.1) continue;
    bars.open[t] = last;
    last *= Math.exp(0.01 * normal(random));
    bars.close[t] = last;
    bars.high[t] = Math.max(bars.open[t]!, last) + random();
    bars.low[t] = Math.min(bars.open[t]!, last) - random();
  }
  return { symbol, timeframeMs: 1, ts: Float64Array.from({ length }, (_, t) => t), ...bars };
}

const symbols = ["A", "B"];
const limits = parseLimits({ statistical: { window: 7, varMax: 1 }, stops: { atr: 2, atrBars: 4 } });
const history = [walk("A", 60, 0), walk("B", 60, 9)];

/** A state that has observed all bars up to and with t. */
function observed(t: number): RiskState {
  const state = createRiskState(symbols, limits, 1);
  for (let i = 0; i <= t; i++) {
    for (const [s, { high, low, close }] of history.entries()) {
      if (close[i] === close[i]) observeBar(state, s, high[i]!, low[i]!, close[i]!);
    }
    endBar(state);
  }
  return state;
}

test("a tape shows at any bar what a state that saw each bar knows there", () => {
  const taped: Taped = { state: createRiskState(symbols, limits, 1), tape: createTape(limits, history) };
  const { state, tape } = taped;
  expect(tapeSize(60, 2)).toBe(60 * 14);
  // Forwards with steps of all lengths, and again after it was put back.
  for (const bars of [
    [3, 4, 10, 11, 12, 25, 26, 59],
    [0, 1, 2, 8, 9, 30, 58],
  ]) {
    rewind(tape!);
    for (const t of bars) {
      tape!.now = t;
      showMoments(taped);
      showReturns(taped);
      const wanted = observed(t);
      const { count, means, covariances, correlations, ring, size } = wanted.returns;
      expect(state.returns).toMatchObject({ count, means, covariances, correlations });
      const known = Math.min(size, count) * symbols.length;
      expect([...state.returns.ring.subarray(0, known)]).toEqual([...ring.subarray(0, known)]);
      expect(state.bars).toBe(wanted.bars);
      for (const s of [0, 1]) expect(rangeOf(taped, s)).toBe(meanRange(wanted.ranges, s));
    }
  }
});

test("before its first bar it knows nothing", () => {
  const taped: Taped = { state: createRiskState(symbols, limits, 1), tape: createTape(limits, history) };
  showMoments(taped);
  expect(taped.state).toEqual(createRiskState(symbols, limits, 1));
  expect(rangeOf(taped, 0)).toBeNaN();
});
