import type { FeedEvent, FeedStep, SessionFeed } from "../../ports.ts";
import type { LiveBar, LiveMarket } from "./live-market.ts";

/** A clock of this machine. */
export interface FeedClock {
  readonly nowMs: () => number;
  /** Calls back after a while; returns a way not to. */
  readonly after: (ms: number, call: () => void) => () => void;
}

/** What a live feed is made of. */
export interface LiveFeedOptions {
  readonly market: LiveMarket;
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  /** Open of the first bar that is told: those that have closed since are fetched. */
  readonly fromMs: number;
  /** Whether the session was told the bar of a symbol that closed at a time before it was interrupted. */
  readonly isTold: (symbol: string, closeMs: number) => boolean;
  /** Least time between two quotes of one symbol, ms: asked at each, since more are worth their room while orders are open. */
  readonly quoteMs: () => number;
  readonly clock: FeedClock;
  /** Told when the market cannot be reached any more, and when it can again. */
  readonly say: (what: string) => void;
}

/** A feed of what happens now. */
export interface LiveFeed extends SessionFeed {
  /** For how long nothing has come, by the clock of this machine, ms. */
  readonly ageMs: () => number;
  readonly close: () => Promise<void>;
}

/** Time that a symbol may be without a bar after others have theirs: then it has none. */
const graceMs = 10_000;
/** Wait before bars are asked for again: while one is missing, and at most where the venue cannot be reached. */
const [againMs, againMsMax] = [250, 30_000];
/** Longest wait of the session at once, and of the feed for the next close. */
const waitMsMax = 1_000;

/** Changed in place by the functions of this file alone. */
interface Works extends LiveFeedOptions {
  readonly queue: FeedStep[];
  readonly quotes: Map<string, { bid: number; ask: number; fresh: boolean; sentMs: number }>;
  /** Close of the bars that are awaited. */
  closeMs: number;
  /** Up to when the session may have been told that time has passed. */
  toldMs: number;
  heardMs: number;
  closed: boolean;
  failures: number;
  /** When bars of the awaited close first came, by the machine's clock; NaN before. */
  partlyMs: number;
  wakeSession: (() => void) | undefined;
  wakeFeed: (() => void) | undefined;
  /** Ends the wait before bars are asked for again: no quote does, they come often. */
  endWait: (() => void) | undefined;
}

/**
 * A feed of whole bars and quotes from a live market. Time is the venue's. It stands still before the close of a bar until the
 * bars of all symbols have come, or are known not to come, so that a session never passes a close without its bars. Bars that
 * were missed are fetched when the venue is there again, and told in their order; all but the latest as past, on which
 * nothing is decided.
 */
export function liveFeed(options: LiveFeedOptions): LiveFeed {
  const { timeframeMs, fromMs, clock, market } = options;
  const works: Works = {
    ...options,
    queue: [],
    quotes: new Map(),
    closeMs: fromMs + timeframeMs,
    toldMs: fromMs,
    heardMs: clock.nowMs(),
    closed: false,
    failures: 0,
    partlyMs: Number.NaN,
    wakeSession: undefined,
    wakeFeed: undefined,
    endWait: undefined,
  };
  let failure: unknown;
  const tending = tend(works).catch((error: unknown) => {
    failure = error;
    works.closed = true;
    works.wakeSession?.();
  });
  market.listen({
    quote: (quote) => hearQuote(works, quote),
    lost: (why) => works.say(`the stream of quotes is lost: ${why}`),
    back: () => works.say("the stream of quotes is there again"),
  });
  return {
    peek: () => {
      if (failure !== undefined) throw failure;
      return works.queue[0];
    },
    shift: () => {
      works.queue.shift();
    },
    ended: () => works.closed && failure === undefined && works.queue.length === 0,
    nowMs: () => reachedMs(works),
    wait: (untilMs) =>
      rest(works, Math.min(waitMsMax, Math.max(1, untilMs - reachedMs(works))), "wakeSession"),
    wake: () => works.wakeSession?.(),
    ageMs: () => clock.nowMs() - works.heardMs,
    close: async () => {
      works.closed = true;
      works.wakeFeed?.();
      works.endWait?.();
      works.wakeSession?.();
      await market.close();
      await tending;
    },
  };
}

/** Up to when all is known: by the venue's time, and before a close that is awaited. */
function reachedMs(works: Works): number {
  const reached = Math.min(works.market.nowMs(), works.closeMs - 1);
  works.toldMs = Math.max(works.toldMs, reached);
  return works.toldMs;
}

/** Waits for a while, or until somebody wakes it. */
function rest(works: Works, ms: number, who: "wakeSession" | "wakeFeed" | "endWait"): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      cancel();
      works[who] = undefined;
      resolve();
    };
    const cancel = works.clock.after(Math.ceil(ms), settle);
    works[who] = settle;
  });
}

function push(works: Works, event: FeedEvent): void {
  works.queue.push({ event, seen: true });
  works.toldMs = Math.max(works.toldMs, event.ts);
  works.wakeSession?.();
}

function hearQuote(works: Works, { symbol, bid, ask }: { symbol: string; bid: number; ask: number }): void {
  works.heardMs = works.clock.nowMs();
  const known = works.quotes.get(symbol);
  const quote = known ?? { bid, ask, fresh: true, sentMs: Number.NEGATIVE_INFINITY };
  works.quotes.set(symbol, quote);
  const changed = !known || known.bid !== bid || known.ask !== ask;
  quote.bid = bid;
  quote.ask = ask;
  quote.fresh ||= changed;
  const ts = Math.max(works.toldMs, works.market.nowMs());
  // Past the close that is awaited it waits for the bars: they come first.
  if (ts < works.closeMs && ts - quote.sentMs >= works.quoteMs()) sendQuote(works, symbol, ts);
  else if (ts >= works.closeMs) works.wakeFeed?.();
}

function sendQuote(works: Works, symbol: string, ts: number): void {
  const quote = works.quotes.get(symbol)!;
  quote.fresh = false;
  quote.sentMs = ts;
  push(works, { kind: "quote", ts, symbol, bid: quote.bid, ask: quote.ask });
}

/** Fetches the bars of each close as it comes. */
async function tend(works: Works): Promise<void> {
  while (!works.closed) {
    const aheadMs = works.closeMs - works.market.nowMs();
    if (aheadMs > 0) await rest(works, Math.min(waitMsMax, aheadMs), "wakeFeed");
    else await fetchRows(works);
  }
}

async function fetchRows(works: Works): Promise<void> {
  const { market, symbols, timeframeMs, clock } = works;
  const endMs = Math.floor(market.nowMs() / timeframeMs) * timeframeMs;
  const all = await Promise.all(
    symbols.map((symbol) => market.bars(symbol, works.closeMs - timeframeMs, endMs)),
  ).catch((error: Error) => error);
  if (works.closed) return;
  if (all instanceof Error) {
    if (works.failures++ === 0) works.say(`bars cannot be fetched: ${all.message.split("\n")[0]}`);
    await rest(works, Math.min(againMsMax, againMs * 2 ** Math.min(works.failures, 10)), "endWait");
    return;
  }
  if (works.failures > 0) works.say("the bars are there again");
  works.failures = 0;
  works.heardMs = clock.nowMs();
  const rows = rowsOf(symbols, all, timeframeMs);
  const lastMs = all.map((bars) => bars.at(-1)?.ts ?? Number.NEGATIVE_INFINITY);
  while (works.closeMs <= endMs && tellRow(works, rows.get(works.closeMs), lastMs, endMs)) {}
  if (works.closeMs <= endMs) await rest(works, againMs, "endWait");
}

type Row = ReadonlyMap<string, LiveBar>;

/** Bars by their close and symbol. */
function rowsOf(
  symbols: readonly string[],
  all: readonly (readonly LiveBar[])[],
  timeframeMs: number,
): Map<number, Row> {
  const rows = new Map<number, Map<string, LiveBar>>();
  for (const [k, bars] of all.entries()) {
    for (const bar of bars) {
      const closeMs = bar.ts + timeframeMs;
      const row = rows.get(closeMs) ?? new Map<string, LiveBar>();
      rows.set(closeMs, row.set(symbols[k]!, bar));
    }
  }
  return rows;
}

/**
 * Tells the bars of the close that is awaited, if they are all there or the others do not come; whether it did. What has a
 * later bar, by the opens of the last ones, was closed or not traded then.
 */
function tellRow(works: Works, row: Row | undefined, lastMs: readonly number[], endMs: number): boolean {
  const { symbols, closeMs, timeframeMs, clock } = works;
  if (!symbols.every((symbol, k) => row?.has(symbol) || lastMs[k]! >= closeMs)) {
    if (works.partlyMs !== works.partlyMs) works.partlyMs = clock.nowMs();
    if (clock.nowMs() - works.partlyMs < graceMs) return false;
  }
  works.partlyMs = Number.NaN;
  const past = closeMs < endMs;
  for (const symbol of symbols) {
    const bar = row?.get(symbol);
    if (!bar || works.isTold(symbol, closeMs)) continue;
    const { ts: _, ...prices } = bar;
    push(works, { kind: "bar", ts: closeMs, symbol, ...prices, ...(past && { past }) });
  }
  works.closeMs = closeMs + timeframeMs;
  // What the book is like now, for the orders that follow from the close.
  if (!past) for (const [symbol, { fresh }] of works.quotes) if (fresh) sendQuote(works, symbol, closeMs);
  return true;
}
