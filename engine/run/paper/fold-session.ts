import type { JournalRecord } from "../../adapters/journal/line.ts";
import { type JournalEnd, readJournal } from "../../adapters/journal/read-journal.ts";
import type { FeedEvent } from "../../ports.ts";
import { createTrader, type Trader, type TraderInput, type TraderOptions } from "../live/trader.ts";
import type { MarketData } from "../market.ts";
import { outcomeOf } from "../record.ts";
import type { Outcome } from "../result.ts";
import { createFoldEvents, type FoldEvents, noteUnseen, watchEvents } from "./fold-events.ts";
import { countInput, noteBars, noteFunding, type Told } from "./fold-inputs.ts";
import { createFoldOrders, type FoldOrders, noteAction, noteInput } from "./fold-orders.ts";
import {
  addRow,
  type BarsBeside,
  createRows,
  type FoldRows,
  marketOfRows,
  recordsOfRows,
} from "./fold-rows.ts";
import type { FoldCounts, FoldedFill, FoldedOrder, SessionEvent } from "./fold-types.ts";
import { inputsOf, recordKinds } from "./input-log.ts";
import { createUptime, type Uptime } from "./uptime.ts";

/** What a session was made of: the same that it was opened with, but for venue and journal. */
export interface FoldOptions extends Omit<TraderOptions, "venue" | "note" | "closed"> {
  readonly history?: MarketData | undefined;
}

/** A session as it stood after the last record that it was told; everything in it grows with the next. */
export interface SessionFold {
  readonly trader: Trader;
  readonly timeframeMs: number;
  /** Bars of its history: indices of its own bars begin there. */
  readonly history: number;
  readonly rows: FoldRows;
  readonly orders: FoldOrders;
  readonly events: FoldEvents;
  readonly uptime: Uptime;
  /** Number of the last record, and the time of the last input; 0 and -Infinity before the first. */
  readonly sequence: () => number;
  readonly lastMs: () => number;
  readonly counts: () => FoldCounts;
  /**
   * Tells it what a record holds of the time after one moment and up to another, which a record of timers may span. Says
   * whether nothing of it is later.
   */
  readonly take: (record: JournalRecord, untilMs?: number, afterMs?: number) => boolean;
}

/**
 * A session that is told again what its journal holds, by a trader that sends nothing: since what it decides, books and
 * sends follows from its inputs, all that it did can be read from this one.
 */
export function createFold({ history, ...options }: FoldOptions): SessionFold {
  const { plan } = options;
  const orders = createFoldOrders();
  const rows = createRows(plan.symbols.length);
  const none = (): number[] => plan.symbols.map(() => 0);
  const beside: BarsBeside = { volumes: none(), funding: none(), past: false };
  const trader = createTrader({
    ...options,
    venue: { send: (action, nowMs) => noteAction(orders, action, nowMs) },
    closed: (session, openMs, read) => {
      addRow(rows, session, openMs, read, beside);
      beside.funding.fill(0);
    },
  });
  if (history) trader.warm(history);
  const { desk } = trader;
  const events = createFoldEvents(desk);
  const uptime = createUptime(plan.timeframeMs);
  const told: Told = {
    sequence: 0,
    lastMs: Number.NEGATIVE_INFINITY,
    inputs: 0,
    marketEvents: 0,
    messages: 0,
  };
  const hearInput = (input: TraderInput): void => {
    noteBars(beside, desk);
    trader.take(input);
    // After that: it may have ended the bar before the one that it settles in.
    if (options.settings.funding) noteFunding(beside, desk, input);
    noteInput(orders, desk, input);
    watchEvents(events, desk, input);
    countInput(told, uptime, desk, input);
  };
  return {
    trader,
    timeframeMs: plan.timeframeMs,
    history: history?.ts.length ?? 0,
    rows,
    orders,
    events,
    uptime,
    sequence: () => told.sequence,
    lastMs: () => told.lastMs,
    counts: () => {
      const { inputs, marketEvents, messages } = told;
      return { inputs, marketEvents, messages, ...orders.counts, disconnects: events.disconnects };
    },
    take: (record, untilMs = Number.POSITIVE_INFINITY, afterMs = Number.NEGATIVE_INFINITY) => {
      told.sequence = record.sequence;
      return takeWithin(record, untilMs, afterMs, hearInput, (ts) => noteUnseen(events, ts));
    },
  };
}

/** Hears what a record holds of the time after one moment and up to another; whether nothing of it is later. */
function takeWithin(
  record: JournalRecord,
  untilMs: number,
  afterMs: number,
  hear: (input: TraderInput) => void,
  hearUnseen: (ts: number) => void,
): boolean {
  let whole = true;
  const isWithin = (ts: number): boolean => {
    if (ts > untilMs) whole = false;
    return ts > afterMs && ts <= untilMs;
  };
  for (const input of inputsOf(record)) if (isWithin(input.ts)) hear(input);
  if (record.kind === recordKinds.unseen) {
    const { ts } = record.data as FeedEvent;
    if (isWithin(ts)) hearUnseen(ts);
  }
  return whole;
}

/** What a session came to, by its journal. */
export interface FoldedSession {
  /** The bars from before it and those that it saw; `outcome.start` is the first of the latter. */
  readonly market: MarketData;
  readonly outcome: Outcome;
  /** As {@link FoldRows}: one value for each bar that it saw. */
  readonly rows: FoldRows;
  readonly fills: readonly FoldedFill[];
  readonly orders: readonly FoldedOrder[];
  readonly events: readonly SessionEvent[];
  readonly uptime: Readonly<Uptime>;
  readonly counts: FoldCounts;
  /** Number of the last record that was read, and the time of the last input. */
  readonly sequence: number;
  readonly lastMs: number;
}

/** What a fold has come to so far. */
export function foldedOf(
  fold: SessionFold,
  { history, plan, settings, barsPerYear }: FoldOptions,
): FoldedSession {
  const { rows, trader, orders, events, uptime } = fold;
  const market = marketOfRows(rows, plan.symbols, plan.timeframeMs, history);
  const start = history?.ts.length ?? 0;
  const records = recordsOfRows(rows, start, settings.cash);
  return {
    market,
    outcome: outcomeOf(trader.session, market, records, "event", start, barsPerYear),
    rows,
    fills: orders.fills,
    orders: [...orders.orders.values()],
    events: events.events,
    uptime,
    counts: fold.counts(),
    sequence: fold.sequence(),
    lastMs: fold.lastMs(),
  };
}

/**
 * Reads a session out of its journal: bars, decisions, orders, fills and account as it had them, up to a time. Throws a
 * UserError for a damaged journal.
 *
 * A funding rate that settles within a bar counts for the whole of it: the shadow has no finer grain.
 */
export function foldSession(
  folder: string,
  options: FoldOptions,
  untilMs = Number.POSITIVE_INFINITY,
): FoldedJournal {
  const fold = createFold(options);
  const records = readJournal(folder);
  for (;;) {
    const { done, value } = records.next();
    if (done) return { ...foldedOf(fold, options), end: value };
    fold.take(value, untilMs);
  }
}

/** A session, and where the journal ended that it was read from. */
export interface FoldedJournal extends FoldedSession {
  readonly end: JournalEnd;
}
