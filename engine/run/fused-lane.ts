import { type Entry, openLot } from "../execution/protect.ts";
import type { Bars } from "../trade/bars.ts";
import { type Contract, notionalAt } from "../trade/contract.ts";
import { type Sizing, type SizingContext, unprotected } from "../trade/order.ts";
import { type Lot, widen } from "../trade/position.ts";
import { makeTrade, roundingPart } from "./book.ts";
import { createContext } from "./execute.ts";
import type { MarketData } from "./market.ts";
import type { Session, Slot } from "./session.ts";
import { type Tally, tallyTrade } from "./tally.ts";
import type { DecisionTrack } from "./tracks.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One symbol of a pass. */
export interface Lane {
  readonly slot: Slot;
  readonly bars: Bars;
  changes: DecisionTrack["changes"];
  /** The next change that may be acted upon. */
  next: number;
  /** The target last acted upon, and what an order aims at that waits for the next open; NaN for none. */
  aim: number;
  /** What a sizing policy looks at; the terms of the contract stand in it from the start. */
  readonly context: Writable<SizingContext>;
  /** The position, while there is one, and the bar from which on its extremes are not known yet. */
  readonly lot: Writable<Lot>;
  seen: number;
}

/** What a fused pass works on. */
export interface Pass {
  readonly session: Session;
  readonly tally: Tally;
  readonly market: MarketData;
  readonly lanes: readonly Lane[];
  readonly sizing: Sizing;
  readonly least: Float64Array;
  readonly start: number;
}

/** A lane before its first bar. */
export const createLane = (slot: Slot, bars: Bars): Lane => ({
  slot,
  bars,
  changes: { count: 0, at: new Int32Array(0), value: new Float64Array(0) },
  next: 0,
  aim: Number.NaN,
  context: contextFor(slot.contract),
  lot: openLot(noEntry, unprotected),
  seen: 0,
});

/** No policy of a target asks for free equity, and the rest is written at each fill. */
function contextFor({ fees, lot }: Contract): Writable<SizingContext> {
  const context = createContext();
  context.others = 0;
  context.feeRate = fees.taker;
  context.feeFixed = fees.fixed;
  context.lot = lot;
  return context;
}

const noEntry: Entry = {
  quantity: Number.NaN,
  entryPrice: Number.NaN,
  entryIndex: -1,
  entryTs: Number.NaN,
  moment: "open",
  feePerUnit: Number.NaN,
};

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
function measure({ session, tally, market }: Pass, lane: Lane, t: number): void {
  const { slot, lot, bars } = lane;
  const { closed } = deal;
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = lane.seen; i < t; i++) {
    if (bars.high[i]! > highest) highest = bars.high[i]!;
    if (bars.low[i]! < lowest) lowest = bars.low[i]!;
  }
  widen(lot, highest, lowest);
  lane.seen = t;
  const fee = (deal.fee / Math.abs(deal.quantity)) * Math.abs(closed);
  session.index = t;
  session.ts = market.ts[t]!;
  tallyTrade(tally, slot.index, makeTrade(session, slot, lot, closed, deal.price, fee, "signal", false));
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
