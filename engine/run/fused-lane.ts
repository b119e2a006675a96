import { type Entry, openLot } from "../execution/protect.ts";
import type { Bars } from "../trade/bars.ts";
import type { Contract } from "../trade/contract.ts";
import { type Sizing, type SizingContext, unprotected } from "../trade/order.ts";
import type { Lot } from "../trade/position.ts";
import { createContext } from "./execute.ts";
import type { MarketData } from "./market.ts";
import type { Session, Slot } from "./session.ts";
import type { Tally } from "./tally.ts";
import type { DecisionTrack } from "./tracks.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One symbol of a pass. */
export interface Lane {
  readonly slot: Slot;
  readonly bars: Bars;
  changes: DecisionTrack["changes"];
  /** The next change that may be acted upon. */
  next: number;
  /** What an order aims at that waits for the next open; NaN for none. */
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
