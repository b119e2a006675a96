import { notionalAt } from "../trade/contract.ts";
import { widen } from "../trade/position.ts";
import { roundingPart } from "./book.ts";
import { blockAfter, blockBefore, boundAbove, boundBelow } from "./cover.ts";
import type { Lane, Pass } from "./fused-lane.ts";
import { tallyTrade } from "./tally.ts";

/**
 * The fill under way, written anew by each, for numbers handed to a function that is not inlined are objects: its change of
 * quantity, price and fee, and how much of the position it closes and opens, each with the sign of that position.
 */
export const deal = {
  quantity: Number.NaN,
  price: Number.NaN,
  fee: Number.NaN,
  closed: Number.NaN,
  opened: Number.NaN,
};

/** What a change of quantity closes of a position of the other sign; what is left of it for rounding alone goes with it. */
export const closedBy = (held: number, quantity: number): number =>
  Math.abs(held) <= Math.abs(quantity) + roundingPart * Math.abs(held) ? held : -quantity;

/** Books the deal, a fill at the open of bar t, on costs and tally; see `book`. */
export function tell(pass: Pass, lane: Lane, t: number): void {
  const { session, tally } = pass;
  const { settings, costs } = session;
  const { contract } = lane.slot;
  const quantity = Math.abs(deal.quantity);
  const before = quantity * notionalAt(contract, lane.bars.open[t]!);
  costs.fees += deal.fee;
  costs.spread += before * settings.halfSpread;
  costs.slippage += before * settings.slippage;
  tally.fills++;
  tally.traded += quantity * notionalAt(contract, deal.price);
  if (deal.closed !== 0) measure(pass, lane, t);
  if (deal.opened !== 0) enter(pass, lane, t);
}

/** Measures the round trip of what the deal closes. */
function measure({ tally }: Pass, lane: Lane, t: number): void {
  const { closed, fee, quantity, price } = deal;
  seeUntil(lane, t);
  const exitFee = (fee / Math.abs(quantity)) * Math.abs(closed);
  tallyTrade(tally, lane.slot, lane.lot, t, closed, price, exitFee);
}

/** Takes the bars before t that were not seen yet into the extremes of a position: whole blocks at once, the others one by one. */
export function seeUntil(lane: Lane, t: number): void {
  const { high, low } = lane.bars;
  const { ranges, seen } = lane;
  const first = blockAfter(seen);
  const end = blockBefore(t);
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  let next = seen;
  if (first < end) {
    highest = boundAbove(ranges, first, end);
    lowest = boundBelow(ranges, first, end);
    for (; next < first; next++) {
      if (high[next]! > highest) highest = high[next]!;
      if (low[next]! < lowest) lowest = low[next]!;
    }
    next = end;
  }
  for (; next < t; next++) {
    if (high[next]! > highest) highest = high[next]!;
    if (low[next]! < lowest) lowest = low[next]!;
  }
  widen(lane.lot, highest, lowest);
  lane.seen = t;
}

/** Notes the position that the deal opens. */
function enter({ market }: Pass, lane: Lane, t: number): void {
  const { lot } = lane;
  lot.quantity = deal.opened;
  lot.entryPrice = lot.highest = lot.lowest = deal.price;
  lot.entryIndex = lane.seen = t;
  lot.entryTs = market.ts[t]!;
  lot.feePerUnit = deal.fee / Math.abs(deal.quantity);
}
