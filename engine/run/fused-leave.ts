import { contractFee, notionalAt, valueAt } from "../trade/contract.ts";
import { followBar, stopInForce, trailFrom } from "../trade/position.ts";
import { limitPrice, stopReference, takerPrice } from "../venue/bar-price.ts";
import { boundAbove, boundBelow } from "./cover.ts";
import { seeUntil } from "./fused-deal.ts";
import type { Lane, Pass } from "./fused-lane.ts";
import { firstReached } from "./protect-bar.ts";
import { levelReachedAt, passed, trailReachedAt } from "./reach.ts";
import { tallyTrade } from "./tally.ts";

/** The first bar before `to` on which a position may be left at a level, or is in time; `to` if there is none. */
export function nextExit({ lanes }: Pass, to: number): number {
  let next = to;
  for (let s = 0; s < lanes.length; s++) {
    const lane = lanes[s]!;
    if (!lane.guarded) continue;
    const end = Math.min(next, lane.lot.lastIndex);
    if (lane.scanned >= end || isClear(lane, end)) next = end;
    else {
      search(lane, end);
      next = lane.scanned;
    }
  }
  return next;
}

/**
 * Whether bounds of the bars not yet searched tell that none of them before `end` reaches a level: not the one that would
 * follow the best of them all, which is as near as it may come.
 */
function isClear({ lot, ranges, scanned }: Lane, end: number): boolean {
  const { takeProfit } = lot;
  const high = boundAbove(ranges, scanned, end);
  const low = boundBelow(ranges, scanned, end);
  if (lot.quantity > 0) {
    return !(low <= lot.stop) && !(low <= trailFrom(lot, Math.max(lot.best, high))) && !(high >= takeProfit);
  }
  return !(high >= lot.stop) && !(high >= trailFrom(lot, Math.min(lot.best, low))) && !(low <= takeProfit);
}

/** Goes on to the first bar before `end` in whose range a level lies, or to `end`, with what follows the bars passed. */
function search(lane: Lane, end: number): void {
  const { lot, bars, scanned } = lane;
  if (lot.trail !== lot.trail) {
    lane.scanned = levelReachedAt(lot, bars.high, bars.low, scanned, end);
    return;
  }
  lane.scanned = trailReachedAt(lot, bars.high, bars.low, scanned, end);
  if (passed.best === lot.best) return;
  lot.best = passed.best;
  lot.trail = trailFrom(lot, passed.best);
}

/** Leaves at the open of bar t what is to be left there for its time. */
export function leaveOnTime(pass: Pass, t: number): void {
  const { lanes } = pass;
  for (let s = 0; s < lanes.length; s++) {
    const lane = lanes[s]!;
    if (lane.guarded && lane.lot.lastIndex <= t) leave(pass, lane, t, lane.bars.open[t]!, true);
  }
}

const prices = { open: Number.NaN, high: Number.NaN, low: Number.NaN };

/** Leaves what reaches a level within bar t; what does not has lived through it. */
export function leaveInRange(pass: Pass, t: number): void {
  const { session, lanes, market } = pass;
  const touch = session.settings.limitFill === "touch";
  for (let s = 0; s < lanes.length; s++) {
    const lane = lanes[s]!;
    if (!lane.guarded) continue;
    if (lane.scanned > t) continue;
    if (lane.scanned < t) search(lane, t);
    const { slot, lot, bars } = lane;
    session.index = t;
    session.ts = market.ts[t]!;
    prices.open = bars.open[t]!;
    prices.high = bars.high[t]!;
    prices.low = bars.low[t]!;
    const level = stopInForce(lot);
    const first = firstReached(session, slot, lot, level, prices);
    const side = lot.quantity > 0 ? -1 : 1;
    if (first === "stop") leave(pass, lane, t, stopReference(side, level, prices), true);
    else if (first === "target") leave(pass, lane, t, limitPrice(side, lot.takeProfit, prices, touch), false);
    else {
      followBar(lot, prices.high, prices.low);
      lane.scanned = t + 1;
    }
  }
}

/** Closes a position within bar t at a reference price, taking liquidity or not; see `closeLot`. */
function leave(pass: Pass, lane: Lane, t: number, reference: number, takes: boolean): void {
  const { session } = pass;
  const { settings } = session;
  const { slot } = lane;
  const { contract } = slot;
  const quantity = -slot.quantity;
  const cost = settings.halfSpread + settings.slippage;
  const price = takes ? takerPrice(quantity > 0 ? 1 : -1, reference, cost) : reference;
  const fee = contractFee(contract, takes ? "taker" : "maker", quantity, price);
  session.cash -= quantity * valueAt(contract, price) + fee;
  if (pass.tally.measuresTrades) tellExit(pass, lane, t, reference, price, fee, takes);
  slot.quantity = 0;
  lane.guarded = false;
}

/** Books that on costs and tally; see `book`. */
function tellExit(
  pass: Pass,
  lane: Lane,
  t: number,
  reference: number,
  price: number,
  fee: number,
  takes: boolean,
): void {
  const { session, tally } = pass;
  const { settings, costs } = session;
  const { slot, lot } = lane;
  const quantity = Math.abs(slot.quantity);
  costs.fees += fee;
  if (takes) {
    const before = quantity * notionalAt(slot.contract, reference);
    costs.spread += before * settings.halfSpread;
    costs.slippage += before * settings.slippage;
  }
  tally.fills++;
  tally.traded += quantity * notionalAt(slot.contract, price);
  seeUntil(lane, t);
  tallyTrade(tally, slot, lot, t, slot.quantity, price, fee);
}
