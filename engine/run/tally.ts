import type { Order } from "../trade/order.ts";
import type { Lot } from "../trade/position.ts";
import type { Slot } from "./session.ts";
import { measureTrip, trip } from "./trip.ts";

/**
 * What is kept of a run that is measured and then forgotten: sums and columns in place of records of fills, trades and
 * orders, and the records that the session works with, to be used again.
 */
export interface Tally {
  /** Whether trades are measured, too, and with them the extremes that lots live through. */
  readonly measuresTrades: boolean;
  fills: number;
  /** Notional bought and sold, in the account's currency. */
  traded: number;
  /** Closed trades in the order of their exits; each column holds as many numbers. */
  trades: number;
  readonly columns: { [K in TradeColumn]: Float64Array };
  readonly orders: Pool<Order>;
  readonly lots: Pool<Lot>;
}

/** What is measured of a trade: the fields of the same names, the bars held, the index of its symbol. */
export type TradeColumn = "pnl" | "return" | "bars" | "mae" | "mfe" | "slot";

/** Records that are used in turn, so that one that was let go stays as it is for a while. */
export interface Pool<T> {
  readonly records: T[];
  next: number;
  readonly isFree: (record: T) => boolean;
}

/** Records of a pool before any is used a second time. */
const poolMin = 16;

/** A record to be written anew, or undefined where one must be made; see {@link addTo}. */
export function takeFrom<T>(pool: Pool<T>): T | undefined {
  const { records, isFree } = pool;
  if (records.length < poolMin) return undefined;
  for (let tries = 0; tries < records.length; tries++) {
    const record = records[pool.next]!;
    pool.next = pool.next + 1 === records.length ? 0 : pool.next + 1;
    if (isFree(record)) return record;
  }
  return undefined;
}

/** Makes a new record one of a pool. */
export function addTo<T>(pool: Pool<T>, record: T): T {
  pool.records.push(record);
  return record;
}

const createPool = <T>(isFree: (record: T) => boolean): Pool<T> => ({ records: [], next: 0, isFree });

/** An empty tally. */
export function createTally(measuresTrades: boolean): Tally {
  const column = () => new Float64Array(64);
  return {
    measuresTrades,
    fills: 0,
    traded: 0,
    trades: 0,
    columns: {
      pnl: column(),
      return: column(),
      bars: column(),
      mae: column(),
      mfe: column(),
      slot: column(),
    },
    orders: createPool<Order>(({ endedIndex }) => endedIndex >= 0),
    lots: createPool<Lot>(({ quantity }) => quantity === 0),
  };
}

/** Empties a tally for another run. What the last one left open is free, too. */
export function resetTally(tally: Tally): void {
  tally.fills = 0;
  tally.traded = 0;
  tally.trades = 0;
  for (const order of tally.orders.records) order.endedIndex = 0;
  for (const lot of tally.lots.records) lot.quantity = 0;
}

/** Measures the round trip of `quantity` (signed) of a lot, closed at a price on bar `index`. */
export function tallyTrade(
  tally: Tally,
  slot: Slot,
  lot: Lot,
  index: number,
  quantity: number,
  price: number,
  exitFee: number,
): void {
  const { columns, trades } = tally;
  if (trades === columns.pnl.length) widenColumns(columns);
  measureTrip(slot, lot, quantity, price, exitFee);
  columns.pnl[trades] = trip.pnl;
  columns.return[trades] = trip.return;
  columns.bars[trades] = index - lot.entryIndex;
  columns.mae[trades] = trip.mae;
  columns.mfe[trades] = trip.mfe;
  columns.slot[trades] = slot.index;
  tally.trades = trades + 1;
}

function widenColumns(columns: Tally["columns"]): void {
  for (const name of Object.keys(columns) as TradeColumn[]) {
    const wider = new Float64Array(4 * columns[name].length);
    wider.set(columns[name]);
    columns[name] = wider;
  }
}
