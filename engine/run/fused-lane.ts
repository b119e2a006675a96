import { type Entry, openLot } from "../execution/protect.ts";
import type { Bars } from "../trade/bars.ts";
import type { Contract } from "../trade/contract.ts";
import { type Protection, type Sizing, type SizingContext, unprotected } from "../trade/order.ts";
import type { Lot } from "../trade/position.ts";
import { type Cover, createCover } from "./cover.ts";
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
  /** Bounds of its ranges, and of its closes, over stretches of bars. */
  readonly ranges: Cover;
  readonly closes: Cover;
  track: DecisionTrack;
  changes: DecisionTrack["changes"];
  /** The next change that is acted upon. */
  next: number;
  /** What an order aims at that waits for the next open, NaN for none, and what follows if it enters. */
  aim: number;
  protection: Protection;
  /** What a sizing policy looks at; the terms of the contract stand in it from the start. */
  readonly context: Writable<SizingContext>;
  /** The position, while there is one, and the bar from which on its extremes are not known yet. */
  readonly lot: Writable<Lot>;
  seen: number;
  /** Whether the position is left at a level or in time, and the first bar not yet searched for that. */
  guarded: boolean;
  scanned: number;
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
  /** The share of its peak above which equity sets off no alarm, and that of what it was as the day began. */
  readonly keep: number;
  readonly dayShare: number;
  /** The greater of the two; whether bounds have told so far that no alarm was near, and the highest of equity. */
  readonly share: number;
  roughly: boolean;
  mostEquity: number;
  /** Bars that begin a UTC day, rising, where a limit counts by days, and which of them is next. */
  readonly days: Int32Array;
  nextDay: number;
  /** Whether any position may have levels, or a time to leave. */
  guards: boolean;
  /** The bar at whose close each lane decides next; the length of the run if it does not. */
  readonly dues: Int32Array;
  /** The lanes whose orders wait for an open, in order, and how many there are. */
  readonly orders: Lane[];
  waiting: number;
}

const noTrack: DecisionTrack = {
  shape: {},
  changes: { count: 0, at: new Int32Array(0), value: new Float64Array(0) },
  parts: {},
};

/** A lane before its first bar. */
export const createLane = (slot: Slot, bars: Bars): Lane => ({
  slot,
  bars,
  ranges: createCover(bars.high, bars.low),
  closes: createCover(bars.close, bars.close),
  track: noTrack,
  changes: noTrack.changes,
  next: 0,
  aim: Number.NaN,
  protection: unprotected,
  context: contextFor(slot.contract),
  lot: openLot(noEntry, unprotected),
  seen: 0,
  guarded: false,
  scanned: 0,
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
