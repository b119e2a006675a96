/** A bar that has closed. */
export interface LiveBar {
  /** Its open, ms since 1970 UTC. */
  readonly ts: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What a venue says of a symbol, as it comes. */
export interface LiveQuote {
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
}

/** Who listens to a live market. */
export interface LiveListener {
  readonly quote: (quote: LiveQuote) => void;
  /** Told when the connection is lost, with why, and when it is there again. */
  readonly lost: (why: string) => void;
  readonly back: () => void;
}

/** A market as its venue shows it now. */
export interface LiveMarket {
  /** Time by the venue, ms since 1970 UTC; -Infinity while it is not known. */
  readonly nowMs: () => number;
  /** Bars that open in [fromMs, toMs), the oldest first. Fails where the venue cannot be reached. */
  readonly bars: (symbol: string, fromMs: number, toMs: number) => Promise<readonly LiveBar[]>;
  /** Listens from now on, and connects again, later each time, whenever the connection is lost. */
  readonly listen: (listener: LiveListener) => void;
  readonly close: () => Promise<void>;
}
