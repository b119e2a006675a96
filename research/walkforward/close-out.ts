import { boolean, number, op } from "../../engine/graph/op.ts";
import type { Params } from "../../engine/graph/params.ts";
import { type Decision, type Numeric, num, type Signal, type Strategy } from "../../engine/graph/strategy.ts";
import type { MarketData } from "../../engine/run/market.ts";
import type { Settings } from "../../engine/run/settings.ts";

const rest = {
  family: "flow",
  about: "the target until a time, flat from then on, even where the target is not known",
  params: { fromMs: num(0) },
  init: ({ fromMs }: { readonly fromMs: number }) => fromMs,
  settles: true,
  sees: true,
} as const;
const flatten = (fromMs: number, ts: number, target: number): number => (ts >= fromMs ? 0 : target);
const flatFrom = op({ name: "flatFrom", inputs: [number, number], step: flatten, ...rest });
const flatFromSignal = op({ name: "flatFrom", inputs: [number, boolean], step: flatten, ...rest });

const isSignal = (target: Decision["target"]): target is Signal =>
  typeof target === "object" && (target as { readonly kind?: unknown }).kind === "boolean";

/**
 * The strategy, except that it leaves every position before the end of a window: at the open of the last bar that a
 * symbol has in it, or, where decisions fill at the close, at that close. It pays for that as for any other order.
 */
export function closedOut<P extends Params>(
  strategy: Strategy<P>,
  market: MarketData,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  fill: Settings["fill"],
): Strategy<P> {
  return {
    ...strategy,
    decide(symbolic, params) {
      const decision = strategy.decide(symbolic, params);
      const lastMs = lastDecision(market, symbolic.symbol, fromMs, toMs, fill === "close" ? 1 : 2);
      const { target } = decision;
      return {
        ...decision,
        target: isSignal(target)
          ? flatFromSignal(symbolic.ts, target, lastMs)
          : flatFrom(symbolic.ts, target as Numeric, lastMs),
      };
    },
  };
}

/** Open of the `back`th bar of a symbol from the end of a window; the window's start where it has fewer. */
function lastDecision(
  { symbols, ts, bars }: MarketData,
  symbol: string,
  fromMs: number,
  toMs: number,
  back: number,
): number {
  const { open } = bars[symbols.indexOf(symbol)]!;
  for (let t = ts.length - 1, seen = 0; t >= 0 && ts[t]! >= fromMs; t--) {
    if (ts[t]! < toMs && open[t] === open[t] && ++seen === back) return ts[t]!;
  }
  return fromMs;
}
