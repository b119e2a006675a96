import { describe, expect, test } from "vitest";
import { plan, strategy } from "../../graph/strategy.ts";
import { and } from "../../ops/and.ts";
import { gt } from "../../ops/gt.ts";
import { not } from "../../ops/not.ts";
import type { Bars } from "../../trade/bars.ts";
import { alignBars } from "../market.ts";
import { parseSettings } from "../settings.ts";
import { runVector } from "../vector.ts";
import { hourMs, instrument, playFeed } from "./testing/play.ts";

const bars = (symbol: string): Bars => {
  const column = (value: (t: number) => number) => Float64Array.from({ length: 12 }, (_, t) => value(t));
  const flat = column(() => 100);
  return {
    symbol,
    timeframeMs: hourMs,
    ts: column((t) => t * hourMs),
    open: flat,
    high: flat,
    low: flat,
    close: flat,
    volume: column((t) => (t >= 2 ? 1_000_000 : 999_999) + (t >= 6 ? 1 : 0)),
  };
};
const symbols = ["A", "B"];
const given = (targets: Parameters<typeof strategy>[0]["decide"], latencyMs: number) => {
  const settings = parseSettings({
    cash: 10_000,
    fees: { taker: 0, maker: 0 },
    instruments: Object.fromEntries(symbols.map((symbol) => [symbol, { ...instrument, base: symbol }])),
    limits: { account: { grossMax: 1 } },
  });
  const made = {
    plan: plan(strategy({ name: "both", decide: targets }), { symbols, timeframeMs: hourMs }),
    market: alignBars(symbols.map(bars)),
    settings,
  };
  return { made, run: playFeed(made, { latencyMs }) };
};
const told = (fills: readonly { symbol: string; side: string; quantity: number }[]) =>
  fills.map(({ symbol, side, quantity }) => `${side} ${quantity.toFixed(3)} ${symbol}`);

describe.each([0, 20 * 60_000])("symbols that share one account, answers after %d ms", (latencyMs) => {
  test("keep its leverage together, whatever is still under way", () => {
    const { made, run } = given(({ volume }) => ({ target: gt(volume, 999_999.5) }), latencyMs);
    const { outcome } = run;
    expect(told(outcome.fills)).toEqual(["buy 100.000 A"]);
    expect(outcome.verdicts).toEqual({ leverage: 1 });
    expect(told(runVector(made.plan, made.market, made.settings, 8_760).fills)).toEqual(told(outcome.fills));
  });

  test("hand it on: what is left makes room for what is entered, once it is known to be gone", () => {
    // First B, later A in its place, which comes first in the list.
    const { made, run } = given(({ symbol, volume }) => {
      const [first, second] = [gt(volume, 999_999.5), gt(volume, 1_000_000.5)];
      return { target: symbol === "A" ? second : and(first, not(second)) };
    }, latencyMs);
    const { outcome } = run;
    expect(told(outcome.fills)).toEqual(["buy 100.000 B", "sell 100.000 B", "buy 100.000 A"]);
    expect(outcome.verdicts).toEqual({});
    expect(told(runVector(made.plan, made.market, made.settings, 8_760).fills)).toEqual(told(outcome.fills));
  });
});
