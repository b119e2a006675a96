import { type Entry, reopenLot } from "../execution/protect.ts";
import { countOrder, passesUsual, review } from "../risk/review.ts";
import { guardLot, setsStops } from "../risk/stops.ts";
import { rangeOf } from "../risk/tape.ts";
import { contractFee, notionalAt, quotedAt, valueAt } from "../trade/contract.ts";
import { takerPrice } from "../venue/bar-price.ts";
import { roundingPart } from "./book.ts";
import { closedBy, deal, tell } from "./fused-deal.ts";
import type { Lane, Pass } from "./fused-lane.ts";

/** Fills what waits for the open of bar t: what only reduces a position first. False for what is beyond a pass. */
export function fillAll(pass: Pass, t: number): boolean {
  return (pass.waiting === 1 || fillSome(pass, t, true)) && fillSome(pass, t, false);
}

/** Fills orders that only reduce a position, or all that are left. */
function fillSome(pass: Pass, t: number, reducing: boolean): boolean {
  const { orders, waiting } = pass;
  for (let k = 0; k < waiting; k++) {
    const lane = orders[k]!;
    if (lane.aim !== lane.aim) continue;
    quote(pass, lane, t);
    const { quantity } = lane.slot;
    if (reducing && Math.abs(quantity + deal.quantity) >= Math.abs(quantity)) continue;
    lane.aim = Number.NaN;
    if (deal.quantity !== 0) admit(pass, lane, t);
    if (deal.quantity !== 0 && !trade(pass, lane, t)) return false;
  }
  return true;
}

/** The change of quantity that an order asks for at the open of bar t, and its price: see `wantedOf`. */
function quote(pass: Pass, lane: Lane, t: number): void {
  const { halfSpread, slippage } = pass.session.settings;
  const { context, aim } = lane;
  const { quantity, contract } = lane.slot;
  const open = lane.bars.open[t]!;
  const cost = halfSpread + slippage;
  look(pass, lane, t);
  const { equity } = context;
  context.price = open;
  context.unit = notionalAt(contract, open);
  context.quantity = quantity;
  let wanted = pass.sizing(context, aim);
  if (cost !== 0 && wanted !== 0) {
    const side = wanted > 0 ? 1 : -1;
    const price = takerPrice(side, open, cost);
    context.price = price;
    context.unit = notionalAt(contract, price);
    if (quantity !== 0) {
      context.equity = equity + quantity * (valueAt(contract, price) - valueAt(contract, open));
    }
    wanted = pass.sizing(context, aim);
    if (wanted * side < 0) wanted = 0;
  }
  deal.quantity = Math.abs(wanted) > roundingPart * Math.abs(quantity) ? wanted : 0;
  deal.price = context.price;
}

/** Writes down equity at the opens of bar t, and what is held elsewhere. */
function look({ session, lanes }: Pass, lane: Lane, t: number): void {
  const { context } = lane;
  let equity = session.cash;
  let others = 0;
  for (let s = 0; s < lanes.length; s++) {
    const other = lanes[s]!;
    const { quantity, contract } = other.slot;
    if (quantity === 0) continue;
    const worth = quantity * valueAt(contract, other.bars.open[t]!);
    equity += worth;
    if (other !== lane) others += Math.abs(worth);
  }
  context.equity = equity;
  context.others = others;
}

/** Leaves of the deal what risk lets through. */
function admit(pass: Pass, lane: Lane, t: number): void {
  const { risk } = pass.session;
  const { slot, context } = lane;
  const { request, state } = risk;
  const { quantity } = slot;
  const after = quantity + deal.quantity;
  if (quantity * after < 0 || Math.abs(after) > Math.abs(quantity)) {
    request.wanted = deal.quantity;
    request.unit = context.unit;
    request.quantity = quantity;
    request.equity = context.equity;
    request.others = context.others;
    if (!(risk.usual && passesUsual(risk, request, Math.abs(after)))) ask(pass, lane, t);
  }
  if (state.orderTimes.length === 0 || deal.quantity === 0) return;
  request.ts = pass.market.ts[t]!;
  countOrder(risk, request);
}

/** Asks all rules; the usual ones read no more of a request than {@link admit} has written. */
function ask({ session: { risk }, lanes, market }: Pass, { slot, context, bars }: Lane, t: number): void {
  const { request, exposures } = risk;
  request.symbol = slot.index;
  request.price = context.price;
  request.quoted = quotedAt(slot.contract, context.price);
  request.mark = bars.close[t - 1]!;
  request.feeRate = context.feeRate;
  request.lot = context.lot;
  request.ts = market.ts[t]!;
  if (risk.readsExposures) {
    for (let s = 0; s < lanes.length; s++) {
      const { slot: other, bars: its } = lanes[s]!;
      const { quantity, contract } = other;
      exposures[s] = quantity === 0 ? 0 : quantity * notionalAt(contract, its.open[t]!);
    }
  }
  deal.quantity = review(risk, request).quantity;
}

/** Applies the deal at the open of bar t. A second lot, and a short that pays borrow, are beyond a pass. */
function trade(pass: Pass, lane: Lane, t: number): boolean {
  const { session } = pass;
  const { slot } = lane;
  const { quantity, price } = deal;
  const held = slot.quantity;
  if (held * quantity > 0) return false;
  deal.fee = contractFee(slot.contract, "taker", quantity, price);
  session.cash -= quantity * valueAt(slot.contract, price) + deal.fee;
  deal.closed = held === 0 ? 0 : closedBy(held, quantity);
  const left = quantity + deal.closed;
  deal.opened = Math.abs(left) > roundingPart * Math.abs(held) ? left : 0;
  slot.quantity = held - deal.closed + deal.opened;
  if (pass.tally.measuresTrades) tell(pass, lane, t);
  if (pass.guards && deal.opened !== 0) guard(pass, lane, t);
  else if (slot.quantity === 0) lane.guarded = false;
  return slot.quantity >= 0 || session.settings.borrowRate === 0;
}

/** What a new position is made from: one record, written anew each time. */
const entry: { -readonly [K in keyof Entry]: Entry[K] } = {
  quantity: Number.NaN,
  entryPrice: Number.NaN,
  entryIndex: -1,
  entryTs: Number.NaN,
  moment: "open",
  feePerUnit: Number.NaN,
};

/** Sets the levels of the position that the deal has opened: its own, and those of the limits beside them. */
function guard({ session: { risk, settings }, market }: Pass, lane: Lane, t: number): void {
  const { lot } = lane;
  const { stops } = settings.limits;
  entry.quantity = deal.opened;
  entry.entryPrice = deal.price;
  entry.entryIndex = t;
  entry.entryTs = market.ts[t]!;
  entry.feePerUnit = deal.fee / Math.abs(deal.quantity);
  reopenLot(lot, entry, lane.protection);
  if (setsStops(stops))
    guardLot(lot, stops, stops.atr === null ? Number.NaN : rangeOf(risk, lane.slot.index));
  const { stop, takeProfit, trail, lastIndex } = lot;
  lane.guarded =
    stop === stop || takeProfit === takeProfit || trail === trail || lastIndex !== Number.POSITIVE_INFINITY;
  lane.scanned = t;
}
