import { plan, strategy } from "../../../graph/strategy.ts";
import { clamp } from "../../../ops/clamp.ts";
import { crossOver } from "../../../ops/cross-over.ts";
import { crossUnder } from "../../../ops/cross-under.ts";
import { latch } from "../../../ops/latch.ts";
import { sma } from "../../../ops/sma.ts";
import { caseOf, drawn, hourMs } from "../../live/testing/play.ts";
import type { SettingsInput } from "../../settings.ts";

/** Long after a quick average has crossed a calm one, behind a stop: it trades on any market, again and again. */
const crossing = strategy({
  name: "crossing",
  decide: ({ close }) => {
    const [quick, calm] = [sma(close, 2), sma(close, 5)];
    const distance = clamp({ x: close, low: 1.5, high: 1.5 });
    return {
      target: latch(crossOver(quick, calm), crossUnder(quick, calm)),
      stop: distance,
      takeProfit: distance,
    };
  },
});

/** The random market and settings of a seed, traded by a strategy that is the same whatever operators there are. */
export function drawnCrossing(seed: number, bars: number, more: SettingsInput) {
  const made = drawn({ ...caseOf(seed, ["gaps"]), bars }, more);
  return { ...made, plan: plan(crossing, { symbols: made.market.symbols, timeframeMs: hourMs }) };
}
