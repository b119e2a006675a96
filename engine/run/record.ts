import { notionalAt } from "../trade/contract.ts";
import type { Order } from "../trade/order.ts";
import { makeTrade } from "./book.ts";
import type { MarketData } from "./market.ts";
import type { OrderRecord, Outcome, Trade } from "./result.ts";
import { contractFor, equityOf, grossBeside, type Session } from "./session.ts";
import type { Settings } from "./settings.ts";

/** The columns that a run leaves behind, one value a bar, taken after everything that happened at its close. */
export interface Records {
  readonly equity: Float64Array;
  readonly exposure: Float64Array;
  readonly net: Float64Array;
}

/** Columns for so many bars. Those of a single symbol need no gross exposure of their own: it is the net's size. */
export function createRecords(length: number, symbols: number): Records {
  const net = new Float64Array(length);
  return { equity: new Float64Array(length), exposure: symbols === 1 ? net : new Float64Array(length), net };
}

function isBelowZero(column: Float64Array): boolean {
  for (let t = 0; t < column.length; t++) if (column[t]! < 0) return true;
  return false;
}

/** Gross exposure: the net itself where that is of a single symbol and never short. */
const grossOf = ({ exposure, net }: Records): Float64Array =>
  exposure === net && isBelowZero(net) ? net.map(Math.abs) : exposure;

/** Writes down bar t. */
export function record(session: Session, records: Records, t: number): void {
  const equity = equityOf(session);
  records.equity[t] = equity;
  let net = 0;
  for (const slot of session.slots)
    if (slot.quantity !== 0) net += slot.quantity * notionalAt(slot.contract, slot.mark);
  // Exposure is a multiple of equity; of none there is none.
  records.exposure[t] = equity > 0 ? grossBeside(session, undefined) / equity : 0;
  records.net[t] = equity > 0 ? net / equity : 0;
}

/**
 * Buy and hold: the cash spread equally over the symbols, each bought at its first open that counts, without costs. Of
 * an inverse contract the account holds the coins already, and keeps them.
 */
export function buyAndHold(market: MarketData, settings: Settings, start: number): Float64Array {
  const { cash } = settings;
  const out = new Float64Array(market.ts.length).fill(cash, 0, start);
  const share = cash / market.bars.length;
  for (const [s, { open, close }] of market.bars.entries()) {
    const coins = contractFor(settings, market.symbols[s]!).inverse;
    let t = start;
    for (; t < out.length && (coins || !(open[t]! > 0)); t++) out[t] = out[t]! + share;
    if (t === out.length) continue;
    const units = share / open[t]!;
    let value = share;
    for (; t < out.length; t++) {
      const price = close[t]!;
      if (price === price) value = units * price;
      out[t] = out[t]! + value;
    }
  }
  return out;
}

/** Positions that are still open, as trades marked at their last price without an exit fee. */
const openTrades = (session: Session): Trade[] =>
  session.slots.flatMap((slot) =>
    slot.lots.map((lot) => makeTrade(session, slot, lot, lot.quantity, slot.mark, 0, "end", true)),
  );

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

/** What an order became, as data. */
const recordOf = ({ slots }: Session, order: Order): OrderRecord => ({
  symbol: slots[order.slot]!.symbol,
  kind: order.kind,
  side:
    order.side === "either" ? (order.filled === 0 ? null : order.filled > 0 ? "buy" : "sell") : order.side,
  tif: order.tif,
  limit: orNull(order.limit),
  trigger: orNull(order.trigger),
  postOnly: order.postOnly,
  reduceOnly: order.reduceOnly,
  placedIndex: order.placedIndex,
  placedMs: order.placedMs,
  endedIndex: order.endedIndex,
  status: order.status,
  quantity: Math.abs(order.filled),
  price: orNull(order.price),
  reason: order.reason === "risk" ? "risk" : "decision",
  rule: order.rule ?? null,
});

/** Everything that a finished session has to say. */
export function outcomeOf(
  session: Session,
  market: MarketData,
  records: Records,
  driver: Outcome["driver"],
  start: number,
  barsPerYear: number,
): Outcome {
  return {
    driver,
    symbols: market.symbols,
    timeframeMs: market.timeframeMs,
    ts: market.ts,
    start,
    equity: records.equity,
    exposure: grossOf(records),
    net: records.net,
    benchmark: buyAndHold(market, session.settings, start),
    trades: [...session.trades, ...openTrades(session)],
    orders: session.orders.map((order) => recordOf(session, order)),
    fills: session.fills,
    costs: { ...session.costs },
    ambiguousBars: session.ambiguousBars,
    verdicts: { ...session.verdicts },
    barsPerYear,
  };
}
