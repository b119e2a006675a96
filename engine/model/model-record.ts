import { refuse } from "../core/errors.ts";
import { numberOf, recordOf, textOf } from "./read.ts";

/** How the models of a file were trained, and for what: it is hashed with them. */
export interface ModelRecord {
  /** Name of the strategy that they were trained for. */
  readonly strategy: string;
  /** What they tell: the specification of the label as canonical JSON, without what is a function. */
  readonly label: string;
  readonly learner: string;
  /** Length of the bars that they learned from, ms. */
  readonly timeframeMs: number;
  readonly symbols: readonly string[];
  /** How history was cut into training and test. */
  readonly scheme: string;
  /** By stage, when the last label that it learned from was known, ms since 1970 UTC. */
  readonly trainedToMs: readonly number[];
}

const symbolsMax = 100_000;

/** The record of a file that is not trusted, of so many stages. Throws a UserError that names the field. */
export function parseModelRecord(given: unknown, stages: number): ModelRecord {
  const { strategy, label, learner, timeframeMs, symbols, scheme, trainedToMs } = recordOf("record", given);
  if (!Array.isArray(symbols) || symbols.length === 0 || symbols.length > symbolsMax) {
    refuse(`record.symbols must be a list of 1 to ${symbolsMax} names`);
  }
  if (!Array.isArray(trainedToMs) || trainedToMs.length !== stages) {
    refuse(`record.trainedToMs must be a list of ${stages} times, one a stage`);
  }
  return {
    strategy: textOf("record.strategy", strategy),
    label: textOf("record.label", label, 100_000),
    learner: textOf("record.learner", learner),
    timeframeMs: numberOf("record.timeframeMs", timeframeMs),
    symbols: symbols.map((symbol, k) => textOf(`record.symbols[${k}]`, symbol)),
    scheme: textOf("record.scheme", scheme),
    trainedToMs: trainedToMs.map((ms, k) => numberOf(`record.trainedToMs[${k}]`, ms)),
  };
}
