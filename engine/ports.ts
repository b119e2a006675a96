import type { VenueAction, VenueReport } from "./execution/commands.ts";

/** What a market says, in the order of its time `ts`, ms since 1970 UTC. */
export type FeedEvent =
  | {
      readonly kind: "trade";
      readonly ts: number;
      readonly symbol: string;
      readonly price: number;
      /** In units of the instrument. */
      readonly quantity: number;
      /** Who took liquidity, where the market says so. */
      readonly taker?: "buy" | "sell";
    }
  /** Best bid and ask from now on. */
  | {
      readonly kind: "quote";
      readonly ts: number;
      readonly symbol: string;
      readonly bid: number;
      readonly ask: number;
    }
  /**
   * What prices of the book have from now on, as price and quantity in turn; a quantity of 0 is none. A snapshot is the
   * whole book, anything else a change of it.
   */
  | {
      readonly kind: "depth";
      readonly ts: number;
      readonly symbol: string;
      readonly snapshot: boolean;
      readonly bids: Float64Array;
      readonly asks: Float64Array;
    }
  /** Changes of the book were missed: what is known of it is not true any more until the next snapshot. */
  | { readonly kind: "gap"; readonly ts: number; readonly symbol: string }
  /** Trading of a symbol stops, goes on, is over for now as on every evening, or for good. */
  | {
      readonly kind: "status";
      readonly ts: number;
      readonly symbol: string;
      readonly status: "halted" | "trading" | "closed" | "delisted";
    }
  /** A whole bar, as its source made it; known at its close, which is `ts`. It stands for bars made of trades. */
  | {
      readonly kind: "bar";
      readonly ts: number;
      readonly symbol: string;
      readonly open: number;
      readonly high: number;
      readonly low: number;
      readonly close: number;
      readonly volume: number;
      /** It was missed and is told later: the strategy takes it in, and nothing is decided on it. */
      readonly past?: true;
    }
  /** A funding rate that settles now, as a fraction of notional paid by longs. */
  | { readonly kind: "funding"; readonly ts: number; readonly symbol: string; readonly rate: number }
  /** Time has passed and nothing else: bars may be over, answers overdue. */
  | { readonly kind: "timer"; readonly ts: number };

/** Market data, historic or live, in the order of time. */
export type Feed = Iterable<FeedEvent>;

/** An event of a feed that a session follows, and whether its trader sees it: under a stale feed the venue alone does. */
export interface FeedStep {
  readonly event: FeedEvent;
  readonly seen: boolean;
}

/** A feed as a session follows it while it goes on: what comes next, and how far its time is. */
export interface SessionFeed {
  /** The next event, in the order of time; undefined where none is known yet, or none is left. */
  readonly peek: () => FeedStep | undefined;
  /** Goes on to the one after it. */
  readonly shift: () => void;
  /** Whether nothing comes any more. */
  readonly ended: () => boolean;
  /** Up to when all that happened is known, ms since 1970 UTC: nothing comes that is earlier. */
  readonly nowMs: () => number;
  /** Settles once its time has reached a moment, or something new has come; or `wake` was called. */
  readonly wait: (untilMs: number) => Promise<void>;
  readonly wake: () => void;
}

/** What a venue says of an order, and when it arrives here, ms since 1970 UTC. */
export interface OrderMessage {
  readonly ts: number;
  readonly id: string;
  readonly report: VenueReport;
  /** What a fill cost; negative is a rebate. Where it is missing, the instrument's schedule tells. */
  readonly fee?: { readonly amount: number; readonly currency: string };
}

/** Whether the venue can be reached, and since when that is known here. */
export interface LinkMessage {
  readonly ts: number;
  readonly kind: "disconnected" | "connected";
}

/** How an account stands at its venue, and what filled there lately: what was known there as it was asked. */
export interface StandingMessage {
  readonly kind: "standing";
  readonly ts: number;
  /** Open orders, by the ids under which they were placed. */
  readonly orders: readonly { readonly id: string; readonly symbol: string }[];
  /** Fills since some time before the last standing. */
  readonly fills: readonly Omit<OrderMessage, "ts">[];
  /** Signed lots by symbol. */
  readonly positions: Readonly<Record<string, number>>;
  /** Cash in the currency that the account settles in; null where the venue does not count it. */
  readonly cash: number | null;
}

/** Where orders go. Answers come later, as messages. */
export interface Venue {
  readonly send: (action: VenueAction, nowMs: number) => void;
}

/** A venue that lives in this process and on simulated time: it sees the feed, and is asked for what is due. */
export interface SimulatedVenue extends Venue {
  readonly observe: (event: FeedEvent) => void;
  /** When it next has something to do or to say; Infinity for never. */
  readonly dueMs: () => number;
  /** Lets its time pass up to a moment; messages that arrive by then, in their order. */
  readonly advance: (nowMs: number) => readonly OrderMessage[];
  /** Losses and returns of the connection up to the last moment that it was advanced to, once each. */
  readonly links?: () => readonly LinkMessage[];
  /** How the account stands there, with what filled since a moment; undefined where it cannot be asked now. */
  readonly standing?: (sinceMs: number, nowMs: number) => StandingMessage | undefined;
  /** All that it knows, as plain data that can be written to a file; the present, not a view of it. */
  readonly keep?: () => unknown;
  /** Makes it stand as it stood when that was kept: for one that was made of the same options and has seen nothing. */
  readonly restore?: (kept: unknown) => void;
}

/** What a dashboard asks of an order of a session. Times are ms since 1970 UTC; null is none, or not known. */
export interface OrderRow {
  readonly id: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly kind: string;
  /** What it is for: `decision`, `protection`, `risk`. */
  readonly role: string;
  /** Open of the bar whose decision it follows from. */
  readonly decidedMs: number | null;
  readonly status: string;
  /** In units of the instrument. */
  readonly quantity: number;
  readonly limitPrice: number | null;
  readonly triggerPrice: number | null;
  readonly filled: number;
  readonly price: number | null;
  readonly reason: string | null;
  readonly sentMs: number;
  readonly endedMs: number | null;
}

/** A fill of a session; fills are numbered from 1. */
export interface FillRow {
  readonly number: number;
  readonly orderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly price: number;
  readonly fee: number;
  readonly liquidity: string;
  readonly reason: string;
  readonly heardMs: number;
}

/** A session's account at the close of a bar. */
export interface EquityRow {
  readonly closeMs: number;
  readonly equity: number;
  /** Gross and net exposure over equity. */
  readonly exposure: number;
  readonly net: number;
}

/** What was decided at the close of a bar, where that was something new. */
export interface DecisionRow {
  readonly closeMs: number;
  readonly symbol: string;
  readonly target: number;
}

/** What else happened to a session: operators, connections, breakers, verdicts; numbered from 1. */
export interface EventRow {
  readonly number: number;
  readonly ts: number;
  readonly kind: string;
  readonly name: string;
  readonly detail: string;
  readonly count: number;
}

/** From a moment, in ms since 1970 UTC, up to another that does not belong to it, and how many rows at most. */
export interface Window {
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly limit?: number;
}

/** The orders of a session by id. */
export interface OrdersRepository {
  /** Writes orders as they stand, new ones and known ones. */
  readonly save: (rows: readonly OrderRow[]) => Promise<void>;
  readonly find: (id: string) => Promise<OrderRow | undefined>;
  /** Those that stand so (all for no status), in the order in which they were sent. */
  readonly byStatus: (statuses: readonly string[], window?: Window) => Promise<readonly OrderRow[]>;
}

/** Rows that only ever come at the end of those before. */
export interface SeriesRepository<Row> {
  readonly append: (rows: readonly Row[]) => Promise<void>;
  /** Those of a time, in their order. */
  readonly within: (window?: Window) => Promise<readonly Row[]>;
}

/** How far the journal of a session has been read into its rows. */
export interface PositionRepository {
  /** Number of the last record that counts; 0 before the first. */
  readonly read: () => Promise<number>;
  /** Moves it on. Throws a UserError where it is not where it was thought to be: somebody else writes, too. */
  readonly advance: (from: number, to: number) => Promise<void>;
}

/** All that is kept of one session. */
export interface Repositories {
  readonly orders: OrdersRepository;
  readonly fills: SeriesRepository<FillRow>;
  readonly equity: SeriesRepository<EquityRow>;
  readonly decisions: SeriesRepository<DecisionRow>;
  readonly events: SeriesRepository<EventRow>;
  readonly position: PositionRepository;
  /** Takes all rows of the session away. */
  readonly clear: () => Promise<void>;
}

/** A database of sessions, a projection of their journals: it can be thrown away and made again. */
export interface RepositoryStore {
  /** To read a session. */
  readonly of: (session: string) => Repositories;
  /** One unit of work: all that is written within it becomes visible at once, or, where it throws, nothing of it. */
  readonly unitOfWork: <T>(session: string, work: (repositories: Repositories) => Promise<T>) => Promise<T>;
  readonly sessions: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}
