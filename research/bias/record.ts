/** One round trip, as far as a bias could show in it. */
export interface BiasTrade {
  readonly symbol: string;
  readonly side: "long" | "short";
  /** ms since 1970 UTC. */
  readonly entryMs: number;
  readonly exitMs: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Notional over equity at the entry. */
  readonly exposure: number;
  /**
   * Profit after fees and funding over the entry notional, as a fraction. In a journal it must be what side and prices come
   * to, but for 5% and, for funding, 50% for each year that it was held.
   */
  readonly return: number;
  /** Whether its end was decided; a stop or a target that was set before is no decision, nor is an end of the data. */
  readonly chosen: boolean;
  /** Not ended yet: its exit is the last price that is known. */
  readonly open: boolean;
}

/** Prices of a symbol: `close[i]` is known once the bar that opens at `ts[i]` is over. */
export interface BiasSeries {
  readonly ts: Float64Array;
  readonly close: Float64Array;
}

/** What a trader did, and the market beside it. */
export interface BiasRecord {
  /** In the order of their entries. */
  readonly trades: readonly BiasTrade[];
  readonly series: ReadonlyMap<string, BiasSeries>;
  /** Times at which a person asked for more risk than the model takes, allowed or not; they rise. */
  readonly overrides: readonly number[];
}

/** What a detector measured. NaN in `p` where there is too little to tell. */
export interface Measure {
  /** The statistic that it states. */
  readonly value: number;
  /** One-sided p-value against the honest null. */
  readonly p: number;
  /** Observations that it rests on. */
  readonly n: number;
  /** What the value says, in a sentence. */
  readonly reason: string;
}

/** A test for one bias. */
export interface Detector {
  readonly name: string;
  /** The mark that it looks for. */
  readonly mark: string;
  /** Statistic, test and source. */
  readonly test: string;
  readonly measure: (record: BiasRecord) => Measure;
}

/** What there is too little of. */
export const tooLittle = (n: number, reason: string): Measure => ({
  value: Number.NaN,
  p: Number.NaN,
  n,
  reason,
});

/** Trades that have ended. */
export const ended = ({ trades }: BiasRecord): BiasTrade[] => trades.filter(({ open }) => !open);

/** 1 for a long trade, -1 for a short one. */
export const signOf = ({ side }: Pick<BiasTrade, "side">): number => (side === "long" ? 1 : -1);
