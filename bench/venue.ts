import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { seeded } from "../engine/core/random.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import { applyDepth } from "../engine/venue/book/apply-depth.ts";
import {
  type Book,
  bestTicks,
  createBook,
  depthOf,
  lotsLeft,
  remove,
  rest,
} from "../engine/venue/book/book.ts";
import { match } from "../engine/venue/book/match.ts";
import { createExchange, type Exchange } from "../engine/venue/exchange/exchange.ts";
import { readBinanceLine } from "../engine/venue/replay/binance-message.ts";
import { createSequence, sequence } from "../engine/venue/replay/book-sequence.ts";
import { replayBook } from "../engine/venue/replay/replay-book.ts";
import { measure, type Row } from "./harness.ts";
import { latency } from "./latency.ts";
import { venueHttpRow } from "./venue-http.ts";

const instrument = parseInstrument({
  symbol: "BTC/USDT",
  kind: "perpetual",
  base: "BTC",
  quote: "USDT",
  tick: "0.1",
  lot: "0.001",
  fees: { taker: 0.0005, maker: 0.0002 },
});

/** What is asked of a book, drawn before it is timed: most orders rest near the touch and are cancelled later. */
interface Ask {
  readonly what: "rest" | "take" | "cancel";
  readonly sign: 1 | -1;
  readonly off: number;
  readonly lots: number;
}

function asks(n: number): Ask[] {
  const random = seeded(5);
  return Array.from({ length: n }, () => {
    const drawn = random();
    return {
      what: drawn < 0.5 ? "rest" : drawn < 0.65 ? "take" : "cancel",
      sign: random() < 0.5 ? 1 : -1,
      off: Math.floor(random() * 200),
      lots: 1 + Math.floor(random() * 1_000),
    };
  });
}

/** A book that orders of a fixed sequence go through, over and over. */
function bookDesk(sequenceOfAsks: readonly Ask[]) {
  const open: number[] = [];
  const place: number[] = [];
  const counts = { rested: 0, cancelled: 0, wanted: 0, traded: 0 };
  const drop = (order: number): void => {
    const at = place[order]!;
    const last = open.pop()!;
    if (last === order) return;
    open[at] = last;
    place[last] = at;
  };
  const book: Book = createBook({
    traded: (_, lots) => {
      counts.traded += lots;
    },
    gone: drop,
    decremented: () => undefined,
    reducible: () => 0,
  });
  const take = { left: 0, stopped: false };
  const one = ({ what, sign, off, lots }: Ask): void => {
    if (what === "cancel" && open.length > 0) {
      const order = open[(off * 31 + lots) % open.length]!;
      counts.cancelled += lotsLeft(book, order);
      drop(order);
      remove(book, order);
    } else if (what === "take") {
      take.left = lots;
      match(book, sign, sign * Number.POSITIVE_INFINITY, 2, "expire-taker", take);
      counts.wanted += lots - take.left;
    } else {
      const order = rest(book, sign, 1_000_000 - sign * (1 + off), lots, 1);
      place[order] = open.length;
      open.push(order);
      counts.rested += lots;
    }
  };
  return { book, counts, open, one, run: () => sequenceOfAsks.forEach(one) };
}

/** Throws unless no lot was lost and none made up. */
function verifyBook(): void {
  const { book, counts, open, run } = bookDesk(asks(50_000));
  run();
  const left = open.reduce((sum, order) => sum + lotsLeft(book, order), 0);
  const shown = [...depthOf(book, 1, 1e6), ...depthOf(book, -1, 1e6)].reduce(
    (sum, [, lots]) => sum + lots,
    0,
  );
  if (
    counts.rested !== counts.traded + counts.cancelled + left ||
    shown !== left ||
    counts.wanted !== counts.traded
  ) {
    throw new Error(
      `of ${counts.rested} lots ${counts.traded} traded, ${counts.cancelled} were cancelled, ${left} are left`,
    );
  }
  if (bestTicks(book, 1) >= bestTicks(book, -1)) throw new Error("the book is crossed");
}

/** An exchange through which orders go as they come from an order manager: placed as text, answered by messages. */
function exchangeDesk() {
  const options = { depth: { levels: 10, jitter: 0, halfLifeMs: 0 }, seed: 1 };
  const exchange: Exchange = createExchange([instrument], options);
  const counts = { orders: 0, fills: 0, cancels: 0, accepts: 0 };
  let now = 0;
  const { symbol } = instrument;
  exchange.observe({ kind: "trade", ts: now, symbol, price: 100_000, quantity: 1 });
  const hear = (): void => {
    for (const { report } of exchange.advance(now)) {
      if (report.kind === "fill") counts.fills++;
      else if (report.kind === "cancel") counts.cancels++;
      else if (report.kind === "accept") counts.accepts++;
    }
  };
  /** One limit order that rests and is cancelled, or one market order that fills: by turns. */
  const one = (): void => {
    const k = counts.orders++;
    // So long between two orders that an exchange remembers 10,000 of them, for 24 hours.
    now += 8_640;
    const side = (k >> 1) & 1 ? "sell" : "buy";
    const clientOrderId = `o${k}`;
    if (k & 1) {
      const request = { clientOrderId, symbol, side, kind: "market", tif: "gtc", quantity: "0.010" } as const;
      exchange.send({ kind: "place", request }, now);
    } else {
      const price = side === "buy" ? "99900.0" : "100100.0";
      const limit = { kind: "limit", tif: "gtc", quantity: "0.010", price } as const;
      exchange.send({ kind: "place", request: { clientOrderId, symbol, side, ...limit } }, now);
      exchange.send({ kind: "cancel", id: clientOrderId, symbol }, now);
    }
    hear();
  };
  return { exchange, counts, one };
}

function verifyExchange(): void {
  const { exchange, counts, one } = exchangeDesk();
  for (let k = 0; k < 2_000; k++) one();
  const { orders, fills, cancels, accepts } = counts;
  const lots = exchange.core.actors.get(instrument.symbol)!.positions[1];
  if (orders !== 2_000 || fills !== 1_000 || cancels !== 1_000 || accepts !== 2_000 || lots !== 0) {
    throw new Error(
      `of 2000 orders ${accepts} were accepted, ${fills} filled, ${cancels} cancelled; ${lots} lots are held`,
    );
  }
}

const file = `${process.env.BOT4_SHARED ?? "../shared"}/data/l2/btcusdt-binanceusdm-raw-20240808.jsonl.gz`;

/** Recorded depth, parsed from its text and not; nothing where the recording is not there. */
async function replayRows(): Promise<Row[]> {
  if (!existsSync(file)) return [];
  const lines = gunzipSync(readFileSync(file)).toString("utf8").split("\n");
  const count = replayBook(lines, instrument);
  const { updates } = count;
  const verify = () => {
    if (count.different > 0 || count.gaps > 0 || count.compared < 3_000) {
      throw new Error(`the replayed book differs from its tickers: ${JSON.stringify(count)}`);
    }
  };
  const state = createSequence();
  const steps = lines.flatMap((line, k) => {
    const message = line === "" ? undefined : readBinanceLine(line, k + 1);
    if (message?.kind !== "depth" && message?.kind !== "snapshot") return [];
    return sequence(state, message).flatMap((step) => (step.kind === "gap" ? [] : [step.message]));
  });
  const common = { unit: "update", units: updates, verify, targetMs: updates / 1e3, budgetMs: 3_000 };
  return [
    await measure({
      ...common,
      name: "recorded depth with tickers and trades, from text to a checked book",
      run: () => replayBook(lines, instrument),
    }),
    await measure({
      ...common,
      name: "recorded depth, parsed before, into the book",
      run: () => {
        const { book } = bookDesk([]);
        const rule = { mode: "trades", power: 1, random: seeded(1) } as const;
        let stamp = 0;
        for (const { bids, asks: offers } of steps) {
          stamp++;
          applyDepth(book, instrument, 1, bids, rule, stamp);
          applyDepth(book, instrument, -1, offers, rule, stamp);
        }
      },
    }),
  ];
}

const batch = 50_000;

/** The simulated venue: its order book, the whole exchange, the replay of recorded depth, and orders over HTTP. */
export async function venueBench(): Promise<Row[]> {
  const all = asks(batch);
  const inRow = bookDesk(all);
  const single = bookDesk(all);
  let turn = 0;
  const exchange = exchangeDesk();
  const tail = exchangeDesk();
  const target = 1e3 / 200_000;
  return [
    await measure({
      name: "order book: orders that rest, take, and are cancelled, in a row",
      unit: "order",
      units: batch,
      run: inRow.run,
      verify: verifyBook,
      targetMs: batch * target,
    }),
    latency({
      name: "order book: one order",
      unit: "order",
      batch: 1,
      samples: 200_000,
      run: () => {
        turn = turn + 1 === batch ? 0 : turn + 1;
        single.one(all[turn]!);
      },
      verify: verifyBook,
      targetMs: target,
    }),
    await measure({
      name: "exchange: orders as text that fill or are cancelled, in a row",
      unit: "order",
      units: 10_000,
      run: () => {
        for (let k = 0; k < 10_000; k++) exchange.one();
      },
      verify: verifyExchange,
      targetMs: 10_000 * target,
    }),
    latency({
      name: "exchange: one order, placed as text, answered",
      unit: "order",
      batch: 1,
      samples: 100_000,
      run: tail.one,
      verify: verifyExchange,
      targetMs: target,
    }),
    ...(await replayRows()),
    await venueHttpRow(),
  ];
}
