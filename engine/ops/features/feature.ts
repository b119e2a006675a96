import type { Series, Signal } from "../../graph/node.ts";
import type { Market } from "../../graph/strategy.ts";

/** A series that a model may learn from: operators on a market, and so the same in training and in trading. */
export interface Feature {
  /** Lower-case letters, digits and underscores, such as `rsi_14`. */
  readonly name: string;
  /** Family in listings, such as `momentum`. */
  readonly family: string;
  /** What it is, in words. */
  readonly formula: string;
  readonly build: (market: Market) => Series | Signal;
  /** Columns that the data must have besides those of bars. */
  readonly needs?: readonly string[];
  /** Symbols that the market must have at least; 1 unless told. */
  readonly symbolsMin?: number;
}

/** A feature without its family. */
export type Row = Omit<Feature, "family">;

/** The rows of a family. */
export const family = (name: string, rows: readonly (Row | readonly Row[])[]): readonly Feature[] =>
  rows.flat().map((row) => ({ ...row, family: name }));

/** A row for each of several lengths. */
export const each = (lengths: readonly number[], row: (n: number) => Row): readonly Row[] => lengths.map(row);
