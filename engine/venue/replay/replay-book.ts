import { seeded } from "../../core/random.ts";
import type { Instrument } from "../../trade/instrument.ts";
import { applyDepth } from "../book/apply-depth.ts";
import { type Book, bestTicks, createBook, shownAt } from "../book/book.ts";
import { clearMarket, uncross } from "../book/market-depth.ts";
import { type BinanceMessage, readBinanceLine } from "./binance-message.ts";
import { type BookStep, createSequence, sequence } from "./book-sequence.ts";

type Ticker = Extract<BinanceMessage, { readonly kind: "ticker" }>;

/** What a replay of a recording came to. */
export interface ReplayCount {
  readonly messages: number;
  /** Levels that were set. */
  readonly updates: number;
  readonly gaps: number;
  /** Levels of the book that contradicted each other. */
  readonly crossed: number;
  /** Times that the best bid and ask, prices and sizes, could be compared with the recorded tickers, and differed. */
  readonly compared: number;
  readonly different: number;
}

interface Replay {
  readonly instrument: Instrument;
  readonly book: Book;
  readonly queue: Parameters<typeof applyDepth>[4];
  stamp: number;
  updates: number;
  gaps: number;
  crossed: number;
  compared: number;
  different: number;
  /** Best prices and sizes after the update with this id, to be compared once all tickers up to it have come. */
  after: { readonly id: number; readonly touch: readonly number[] } | undefined;
  ticker: Ticker | undefined;
}

/**
 * Replays the depth of a recording and checks it: tickers come with each change of the best bid or ask, so that the
 * last one with an id not beyond that of the book's last update must show what the book shows, to the lot.
 */
export function replayBook(lines: Iterable<string>, instrument: Instrument): ReplayCount {
  const book = createBook({
    traded: () => undefined,
    gone: () => undefined,
    decremented: () => undefined,
    reducible: () => 0,
  });
  const replay: Replay = {
    instrument,
    book,
    queue: { mode: "trades", power: 1, random: seeded(1) },
    stamp: 0,
    updates: 0,
    gaps: 0,
    crossed: 0,
    compared: 0,
    different: 0,
    after: undefined,
    ticker: undefined,
  };
  const state = createSequence();
  let messages = 0;
  for (const line of lines) {
    messages++;
    const message = line === "" ? undefined : readBinanceLine(line, messages);
    if (message?.kind === "ticker") takeTicker(replay, message);
    else if (message?.kind === "depth" || message?.kind === "snapshot") {
      for (const step of sequence(state, message)) takeStep(replay, step, state.fresh);
    }
  }
  const { updates, gaps, crossed, compared, different } = replay;
  return { messages, updates, gaps, crossed, compared, different };
}

function takeStep(replay: Replay, step: BookStep, fresh: boolean): void {
  const { book, queue, instrument } = replay;
  if (step.kind !== "change") clearMarket(book);
  if (step.kind === "gap") {
    replay.gaps++;
    replay.after = undefined;
    return;
  }
  const { bids, asks, lastId } = step.message;
  replay.stamp++;
  applyDepth(book, instrument, 1, bids, queue, replay.stamp);
  applyDepth(book, instrument, -1, asks, queue, replay.stamp);
  replay.updates += (bids.length + asks.length) / 2;
  replay.crossed += uncross(book);
  replay.after = fresh ? undefined : { id: lastId, touch: touchOf(book) };
}

const touchOf = (book: Book): readonly number[] => {
  const [bid, ask] = [bestTicks(book, 1), bestTicks(book, -1)];
  return [bid, shownAt(book, 1, bid), ask, shownAt(book, -1, ask)];
};

function takeTicker(replay: Replay, ticker: Ticker): void {
  const { after, ticker: before, instrument } = replay;
  if (after && ticker.id > after.id) {
    if (before && before.id <= after.id) {
      const { tick, lot } = instrument;
      const told = [
        before.bid / tick.step,
        before.bidQuantity / lot.step,
        before.ask / tick.step,
        before.askQuantity / lot.step,
      ];
      replay.compared++;
      if (told.some((value, k) => Math.round(value) !== after.touch[k])) replay.different++;
    }
    replay.after = undefined;
  }
  replay.ticker = ticker;
}
