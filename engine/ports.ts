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
    }
  /** Best bid and ask from now on. */
  | {
      readonly kind: "quote";
      readonly ts: number;
      readonly symbol: string;
      readonly bid: number;
      readonly ask: number;
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
    }
  /** A funding rate that settles now, as a fraction of notional paid by longs. */
  | { readonly kind: "funding"; readonly ts: number; readonly symbol: string; readonly rate: number }
  /** Time has passed and nothing else: bars may be over, answers overdue. */
  | { readonly kind: "timer"; readonly ts: number };

/** Market data, historic or live, in the order of time. */
export type Feed = Iterable<FeedEvent>;

/** What a venue says of an order, and when it arrives here, ms since 1970 UTC. */
export interface OrderMessage {
  readonly ts: number;
  readonly id: string;
  readonly report: VenueReport;
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
}
