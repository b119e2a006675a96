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
  /** Trading of a symbol stops, goes on, or is over for good. */
  | {
      readonly kind: "status";
      readonly ts: number;
      readonly symbol: string;
      readonly status: "halted" | "trading" | "delisted";
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
}
