import type { MarketData } from "../../../engine/run/market.ts";

/** What a model is to foretell at the close of a bar. */
export interface Label {
  /** The bar at whose close the label begins, on the time line of the market. */
  readonly row: number;
  /** The last bar that it was made of; the label is known at its close. A bar after `row`. */
  readonly until: number;
  readonly y: number;
}

/** A way to label the bars of a market: a value, named with its parameters in whatever is stored. */
export interface Labelling {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** `binary` where labels are 0 and 1, `regression` where they are any finite number. */
  readonly task: "binary" | "regression";
  /** Labels of one symbol of a market, given by its index, in order of their bars; only labels that are known. */
  readonly make: (market: MarketData, symbol: number) => readonly Label[];
  /** What is made of the labels that begin at one bar in all symbols: their ranks in (0, 1], or differences from the mean. */
  readonly across?: "rank" | "demean";
}
