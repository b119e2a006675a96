import type { FeedEvent } from "../../ports.ts";
import { type BinanceMessage, readBinanceLine } from "./binance-message.ts";
import { createSequence, sequence } from "./book-sequence.ts";

/**
 * The events of a recording of one symbol, in the order in which they were received, on the exchange's clock: depth in
 * sequence, gaps where it is not, trades with their takers, quotes. A message whose own time is before that of another
 * already given, or that has none, has the time of that one, so that time never goes back.
 */
export function* binanceFeed(lines: Iterable<string>, symbol: string): Generator<FeedEvent> {
  const state = createSequence();
  let [now, number] = [0, 0];
  for (const line of lines) {
    number++;
    if (line === "") continue;
    const message = readBinanceLine(line, number);
    if (!message) continue;
    now = Math.max(now, message.ts ?? 0);
    // A spot snapshot or ticker before anything that tells the time: its place in time is not known.
    if (now === 0) now = Math.floor(message.receivedMs);
    yield* eventsOf(message, now, symbol, state);
  }
}

function* eventsOf(
  message: BinanceMessage,
  ts: number,
  symbol: string,
  state: ReturnType<typeof createSequence>,
): Generator<FeedEvent> {
  if (message.kind === "trade") {
    const { price, quantity, taker } = message;
    yield { kind: "trade", ts, symbol, price, quantity, taker };
  } else if (message.kind === "ticker") {
    yield { kind: "quote", ts, symbol, bid: message.bid, ask: message.ask };
  } else {
    for (const step of sequence(state, message)) {
      if (step.kind === "gap") yield { kind: "gap", ts, symbol };
      else {
        const { bids, asks } = step.message;
        yield { kind: "depth", ts, symbol, snapshot: step.kind === "snapshot", bids, asks };
      }
    }
  }
}
