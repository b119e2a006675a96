import type { FeedEvent } from "../../ports.ts";

/** A trade that everybody has seen. */
export interface TapeTrade {
  readonly id: number;
  readonly ts: number;
  readonly price: number;
  readonly quantity: number;
  readonly buyerIsMaker: boolean;
}

/** One minute, or a whole bar of the data, as prices and volume. */
export interface TapeBar {
  readonly ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  turnover: number;
  trades: number;
}

/** What a market has said of late; bounded. */
export interface Tape {
  readonly trades: TapeTrade[];
  /** By minute. */
  readonly bars: TapeBar[];
  lastId: number;
  /** Length of the bars that the data gives whole, ms. */
  readonly barMs: number;
}

const tradesMax = 2_000;
const barsMax = 20_000;
const minuteMs = 60_000;

export const createTape = (barMs = minuteMs): Tape => ({ trades: [], bars: [], lastId: 0, barMs });

/** Adds what an event says to the tape. */
export function writeTape(tape: Tape, event: FeedEvent): void {
  if (event.kind === "trade") {
    const { ts, price, quantity, taker } = event;
    tape.trades.push({ id: ++tape.lastId, ts, price, quantity, buyerIsMaker: taker === "sell" });
    if (tape.trades.length > 2 * tradesMax) tape.trades.splice(0, tradesMax);
    addToBar(tape, ts - (ts % minuteMs), price, quantity);
  } else if (event.kind === "bar") {
    const { open, high, low, close, volume } = event;
    // A bar is known at its close.
    push(tape, {
      ts: event.ts - tape.barMs,
      open,
      high,
      low,
      close,
      volume,
      turnover: volume * close,
      trades: 1,
    });
  }
}

function addToBar(tape: Tape, ts: number, price: number, quantity: number): void {
  const last = tape.bars.at(-1);
  if (!last || last.ts !== ts) {
    const [open, volume, turnover] = [price, quantity, price * quantity];
    push(tape, { ts, open, high: price, low: price, close: price, volume, turnover, trades: 1 });
    return;
  }
  last.high = Math.max(last.high, price);
  last.low = Math.min(last.low, price);
  last.close = price;
  last.volume += quantity;
  last.turnover += price * quantity;
  last.trades++;
}

function push(tape: Tape, bar: TapeBar): void {
  tape.bars.push(bar);
  if (tape.bars.length > 2 * barsMax) tape.bars.splice(0, barsMax);
}

/** Bars of a coarser timeframe, oldest first. */
export function barsOf(tape: Tape, timeframeMs: number): TapeBar[] {
  const bars: TapeBar[] = [];
  for (const bar of tape.bars) {
    const ts = bar.ts - (bar.ts % timeframeMs);
    const last = bars.at(-1);
    if (!last || last.ts !== ts) {
      bars.push({ ...bar, ts });
      continue;
    }
    last.high = Math.max(last.high, bar.high);
    last.low = Math.min(last.low, bar.low);
    last.close = bar.close;
    last.volume += bar.volume;
    last.turnover += bar.turnover;
    last.trades += bar.trades;
  }
  return bars;
}
