/** The columns that every bar has. */
export const barFields = ["open", "high", "low", "close", "volume"] as const;
export type BarField = (typeof barFields)[number];

/**
 * History of one symbol as columns of equal length. `ts` is the open of a bar in milliseconds since
 * 1970-01-01 UTC, strictly rising; a bar's values are known at its close, `ts + timeframeMs`.
 * `extra` holds further columns by name (funding rate, an external series), already aligned so that
 * row i holds what was available at the close of bar i; NaN where nothing was.
 */
export interface Bars {
  readonly symbol: string;
  readonly timeframeMs: number;
  readonly ts: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly extra?: Readonly<Record<string, Float64Array>>;
}

/** Where a data set came from, and what is known about it; printed in every report. */
export interface DataIdentity {
  readonly name: string;
  readonly symbol: string;
  readonly exchange: string;
  readonly timeframe: string;
  readonly source: string;
  readonly sha256: string;
  readonly rows: number;
  /** Open of the first bar and close of the last: the period is [fromMs, toMs). */
  readonly fromMs: number;
  readonly toMs: number;
  readonly synthetic: boolean;
  /** An index: it is not traded itself, and its volume is that of its members. */
  readonly index?: boolean;
  /** Defects that the quality check found and the user allowed, in words. */
  readonly allowed: readonly string[];
  /** The kinds of those defects, as `--allow` takes them; left out where there are none. */
  readonly allowedKinds?: readonly string[];
  /** What else a reader of results must know of the data, such as a series that covers it in part, in words. */
  readonly notes?: readonly string[];
  /** Bars that are traded unless told; `finer` ones only tell what happened within those; a `tape` is of trades. */
  readonly role?: "traded" | "finer" | "tape";
}

/** Bars with their origin: what the catalog gives and what a run is made from. */
export interface Dataset {
  readonly bars: Bars;
  readonly identity: DataIdentity;
}
