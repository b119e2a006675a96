import type { MarketData } from "../../engine/run/market.ts";
import { contractFor } from "../../engine/run/session.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { notionalAt } from "../../engine/trade/contract.ts";
import type { LinkedFill } from "./linked-fill.ts";

const yearMs = 365 * 86_400_000;

/**
 * Funding and borrow that a backtest has paid by the close of each bar, from its fills alone: funding on what is held at
 * a close, borrow on what is short, for the time of its bar and, at the open, for that in which the symbol had none.
 */
export function holdingCosts(
  market: MarketData,
  start: number,
  settings: Settings,
  fills: readonly LinkedFill[],
): Float64Array {
  const out = new Float64Array(market.ts.length);
  const perBar = market.bars.map((bars, s) =>
    costsOf(
      market,
      start,
      settings,
      s,
      fills.filter(({ symbol }) => symbol === bars.symbol),
    ),
  );
  let sum = 0;
  for (let t = start; t < out.length; t++) {
    for (const costs of perBar) sum += costs[t]!;
    out[t] = sum;
  }
  return out;
}

function costsOf(
  { ts, timeframeMs, bars, symbols }: MarketData,
  start: number,
  { borrowRate, funding: pays, ...settings }: Settings,
  s: number,
  fills: readonly LinkedFill[],
): Float64Array {
  const out = new Float64Array(ts.length);
  const { open, close, extra } = bars[s]!;
  const contract = contractFor({ borrowRate, funding: pays, ...settings }, symbols[s]!);
  const borrow = (quantity: number, price: number, ms: number): number =>
    quantity < 0 ? (-quantity * notionalAt(contract, price) * borrowRate * ms) / yearMs : 0;
  let quantity = 0;
  let closedMs = Number.NaN;
  for (let t = start, k = 0; t < ts.length; t++) {
    if (open[t] !== open[t]) continue;
    let cost = closedMs === closedMs ? borrow(quantity, open[t]!, ts[t]! - closedMs) : 0;
    for (; k < fills.length && fills[k]!.index <= t; k++) {
      quantity += fills[k]!.side === "buy" ? fills[k]!.quantity : -fills[k]!.quantity;
    }
    const rate = extra?.funding?.[t] ?? Number.NaN;
    if (pays && rate === rate) cost += quantity * notionalAt(contract, close[t]!) * rate;
    out[t] = cost + borrow(quantity, close[t]!, timeframeMs);
    closedMs = ts[t]! + timeframeMs;
  }
  return out;
}
