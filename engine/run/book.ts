import { type Entry, openLot, reopenLot } from "../execution/protect.ts";
import { guardLot, setsStops } from "../risk/stops.ts";
import { rangeOf } from "../risk/tape.ts";
import { contractFee, notionalAt, onTick, valueAt } from "../trade/contract.ts";
import type { Liquidity } from "../trade/fees.ts";
import type { Order, Protection } from "../trade/order.ts";
import { type Lot, type Moment, quantityOf, stopInForce, stopOnTick } from "../trade/position.ts";
import type { ExitReason, Fill, Trade } from "./result.ts";
import type { Session, Slot } from "./session.ts";
import { takerOnTick } from "./taker-price.ts";
import { addTo, takeFrom, tallyTrade } from "./tally.ts";
import { measureTrip, trip } from "./trip.ts";

/** Where and how a fill happens. */
export interface FillPoint {
  /** Price before spread and slippage. */
  readonly reference: number;
  readonly liquidity: Liquidity;
  /** Moment within its bar: at its open, somewhere in its range, or at its close. */
  readonly moment: Moment;
  /** The price is what a venue really gave: all of its distance from the reference is slippage. */
  readonly measured?: true;
  /** What it cost, where the venue said so; else the schedule tells. */
  readonly fee?: number;
}

/** Below this part of a position a quantity is the rounding of sums and quotients: it neither trades nor stays. */
export const roundingPart = 1e-12;

/** Closes one lot, whatever its place in the queue. */
export function closeLot(session: Session, slot: Slot, lot: Lot, point: FillPoint, reason: ExitReason): void {
  const side = lot.quantity > 0 ? -1 : 1;
  const cost = point.liquidity === "maker" ? 0 : session.settings.halfSpread + session.settings.slippage;
  const price =
    point.liquidity === "maker" ? point.reference : takerOnTick(slot, side, point.reference, cost);
  deal.quantity = -lot.quantity;
  deal.price = price;
  book(session, slot, point, reason);
  if (measuresTrades(session)) recordTrade(session, slot, lot, lot.quantity, price, deal.fee, reason);
  letGo(session, slot, lot);
  settle(session, slot);
}

/** Takes a lot that was closed out of its slot. */
function letGo({ tally }: Session, { lots }: Slot, lot: Lot): void {
  if (lots.length === 1) lots.pop();
  else lots.splice(lots.indexOf(lot), 1);
  // The sign that its record may be written anew.
  if (tally) lot.quantity = 0;
}

/** Closes a part of one lot, or all of it, at the price that a venue gave. `quantity` has the sign of the lot. */
export function closePart(
  session: Session,
  slot: Slot,
  lot: Lot,
  quantity: number,
  price: number,
  point: FillPoint,
  reason: ExitReason,
): void {
  deal.quantity = -quantity;
  deal.price = price;
  book(session, slot, point, reason);
  if (measuresTrades(session)) recordTrade(session, slot, lot, quantity, price, deal.fee, reason);
  lot.quantity -= quantity;
  if (Math.abs(lot.quantity) <= roundingPart * Math.abs(quantity)) {
    letGo(session, slot, lot);
  }
  settle(session, slot);
}

/** The fill that is being booked: numbers go in and out by it, for as arguments they would be boxed. */
const deal = { quantity: Number.NaN, price: Number.NaN, fee: Number.NaN };

/** Books the deal on cash, costs and the list of fills, and notes its fee. */
function book(session: Session, slot: Slot, point: FillPoint, reason: Fill["reason"]): void {
  const { quantity, price } = deal;
  const { settings, costs } = session;
  const { contract } = slot;
  const fee =
    reason === "expiry" ? 0 : (point.fee ?? contractFee(contract, point.liquidity, quantity, price));
  const notional = Math.abs(quantity) * notionalAt(contract, price);
  session.cash -= quantity * valueAt(contract, price) + fee;
  // Within a bar, too, a symbol is worth what it last traded at, not what it opened at; on events every price tells.
  if (!point.measured) slot.mark = point.reference;
  costs.fees += fee;
  if (point.measured) {
    costs.slippage += quantity * (valueAt(contract, price) - valueAt(contract, point.reference));
  } else if (point.liquidity === "taker") {
    const before = Math.abs(quantity) * notionalAt(contract, point.reference);
    const spread = before * settings.halfSpread;
    costs.spread += spread;
    // On a grid, and where value is no straight line of price, slippage is what the spread leaves of the distance.
    costs.slippage +=
      contract.tick === undefined
        ? before * settings.slippage
        : quantity * (valueAt(contract, price) - valueAt(contract, point.reference)) - spread;
  }
  deal.fee = fee;
  if (session.tally) {
    session.tally.fills++;
    session.tally.traded += notional;
    return;
  }
  session.fills.push({
    symbol: slot.symbol,
    index: session.index,
    ts: session.ts,
    side: quantity > 0 ? "buy" : "sell",
    quantity: Math.abs(quantity),
    price,
    reference: point.reference,
    notional,
    fee,
    liquidity: point.liquidity,
    reason,
  });
}

/** Applies a reviewed change of quantity: closes lots first in, first out, and opens one with what is left. */
export function trade(
  session: Session,
  slot: Slot,
  quantity: number,
  price: number,
  point: FillPoint,
  reason: Order["reason"],
  protection: Protection,
): void {
  deal.quantity = quantity;
  deal.price = price;
  tradeDeal(session, slot, point, reason, protection);
}

/** Applies what an order filled. */
export function tradeOrder(session: Session, slot: Slot, order: Order, point: FillPoint): void {
  deal.quantity = order.filled;
  deal.price = order.price;
  tradeDeal(session, slot, point, order.reason, order.protection);
}

function tradeDeal(
  session: Session,
  slot: Slot,
  point: FillPoint,
  reason: Order["reason"],
  protection: Protection,
): void {
  const { quantity, price } = deal;
  // What only rounding leaves beyond a closed position opens nothing.
  const after = slot.quantity + quantity;
  const opens = after * quantity > 0 && Math.abs(after) > roundingPart * Math.abs(slot.quantity);
  const exitReason = reason === "entry" ? "signal" : reason;
  book(session, slot, point, opens ? "entry" : exitReason);
  const feePerUnit = deal.fee / Math.abs(quantity);
  const measures = measuresTrades(session);
  const dust = slot.quantity * quantity < 0 ? roundingPart * Math.abs(slot.quantity) : 0;
  let left = quantity;
  while (Math.abs(left) > dust && slot.lots.length > 0 && slot.lots[0]!.quantity * left < 0) {
    const lot = slot.lots[0]!;
    const closed = Math.abs(lot.quantity) <= Math.abs(left) + dust ? lot.quantity : -left;
    if (measures) recordTrade(session, slot, lot, closed, price, feePerUnit * Math.abs(closed), exitReason);
    left += closed;
    if (closed === lot.quantity) letGo(session, slot, lot);
    else lot.quantity -= closed;
  }
  if (Math.abs(left) > dust) {
    entry.quantity = left;
    entry.entryPrice = price;
    entry.entryIndex = session.index;
    entry.entryTs = session.ts;
    entry.moment = point.moment;
    entry.feePerUnit = feePerUnit;
    slot.lots.push(guarded(session, slot, newLot(session, slot, protection)));
  }
  settle(session, slot);
}

/** What a new lot is made from: one record, written anew each time. */
const entry: { -readonly [K in keyof Entry]: Entry[K] } = {
  quantity: Number.NaN,
  entryPrice: Number.NaN,
  entryIndex: -1,
  entryTs: Number.NaN,
  moment: "open",
  feePerUnit: Number.NaN,
};

function newLot({ tally }: Session, { contract }: Slot, protection: Protection): Lot {
  if (!tally) return openLot(entry, protection, contract.tick);
  const used = takeFrom(tally.lots);
  return used
    ? reopenLot(used, entry, protection, contract.tick)
    : addTo(tally.lots, openLot(entry, protection, contract.tick));
}

/** Sets the stops of the limits beside those of a new lot. */
function guarded({ settings, risk }: Session, slot: Slot, lot: Lot): Lot {
  const { stops } = settings.limits;
  const { contract } = slot;
  if (setsStops(stops)) guardLot(lot, stops, stops.atr === null ? Number.NaN : rangeOf(risk, slot.index));
  if (contract.tick === undefined) return lot;
  lot.stop = stopOnTick(contract.tick, lot.quantity, lot.stop);
  lot.takeProfit = onTick(contract, lot.takeProfit, lot.quantity > 0 ? "up" : "down");
  return lot;
}

/** Brings what is derived from the lots up to date. */
export function settle(session: Session, slot: Slot): void {
  const { settings } = session;
  slot.quantity = quantityOf(slot.lots);
  slot.alertLow = Number.NEGATIVE_INFINITY;
  slot.alertHigh = Number.POSITIVE_INFINITY;
  const { contract } = slot;
  slot.watch =
    slot.quantity !== 0 &&
    (slot.paysFunding ||
      (settings.borrowRate > 0 && slot.quantity < 0) ||
      contract.margin !== undefined ||
      contract.expiryMs !== Number.POSITIVE_INFINITY);
  slot.trails = false;
  slot.exitIndex = Number.POSITIVE_INFINITY;
  const { lots } = slot;
  for (let k = 0; k < lots.length; k++) {
    const lot = lots[k]!;
    const stop = stopInForce(lot);
    const long = lot.quantity > 0;
    const below = long ? stop : lot.takeProfit;
    const above = long ? lot.takeProfit : stop;
    if (below > slot.alertLow) slot.alertLow = below;
    if (above < slot.alertHigh) slot.alertHigh = above;
    if (lot.trail === lot.trail) slot.trails = true;
    if (lot.lastIndex < slot.exitIndex) slot.exitIndex = lot.lastIndex;
  }
}

/** Whether anybody wants to know of round trips. */
const measuresTrades = ({ tally }: Session): boolean => tally === undefined || tally.measuresTrades;

/** Closes `quantity` (signed) of a lot at a price and writes the round trip down. */
function recordTrade(
  session: Session,
  slot: Slot,
  lot: Lot,
  quantity: number,
  price: number,
  exitFee: number,
  exitReason: ExitReason,
): void {
  const { tally } = session;
  if (!tally) session.trades.push(makeTrade(session, slot, lot, quantity, price, exitFee, exitReason, false));
  else tallyTrade(tally, slot, lot, session.index, quantity, price, exitFee);
}

/** The round trip of `quantity` (signed) of a lot, closed now at a price. */
export function makeTrade(
  session: Session,
  slot: Slot,
  lot: Lot,
  quantity: number,
  price: number,
  exitFee: number,
  exitReason: ExitReason,
  open: boolean,
): Trade {
  measureTrip(slot, lot, quantity, price, exitFee);
  return {
    symbol: slot.symbol,
    side: quantity > 0 ? "long" : "short",
    entryIndex: lot.entryIndex,
    exitIndex: session.index,
    entryTs: lot.entryTs,
    exitTs: session.ts,
    entryPrice: lot.entryPrice,
    exitPrice: price,
    quantity: Math.abs(quantity),
    ...trip,
    exitReason,
    open,
  };
}
