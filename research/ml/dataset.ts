import { refuse } from "../../engine/core/errors.ts";
import { historyAt } from "./history.ts";
import type { Samples } from "./trees/boost-options.ts";

/**
 * Labelled samples in order of `startMs`, those of one time in order of their symbols. A sample is a bar of a symbol: its
 * features are known at `startMs`, the close of that bar, and its label at `availableMs`, the close of the last bar that
 * the label was made of. All columns have one row a sample.
 */
export interface SampleTable {
  /** Names of the features, in the order of `columns`. */
  readonly features: readonly string[];
  /** A column a feature; NaN where a feature is not known. */
  readonly columns: readonly Float64Array[];
  /** The label; finite. */
  readonly y: Float64Array;
  /** How much each sample counts, at least 0. */
  readonly weights: Float64Array;
  /** When the features are known and the label begins: the close of the bar, ms since 1970 UTC. */
  readonly startMs: Float64Array;
  /** When the label is known: later than `startMs`. A model may learn from the sample from then on. */
  readonly availableMs: Float64Array;
  /** Index of the sample's symbol in `symbols`. */
  readonly symbol: Int32Array;
  /** The symbols of the market. */
  readonly symbols: readonly string[];
  /** Index of the sample's bar on the time line of the market. */
  readonly row: Int32Array;
  /** Index of the last bar that the label was made of, whose close is `availableMs`. */
  readonly until: Int32Array;
  /** Mean over the label's bars of 1 / labels of the same symbol that span the bar; 1 for one that shares none. */
  readonly uniqueness: Float64Array;
  /** By symbol, a column a feature over all bars of the market; there for learners that look back alone. */
  readonly bars?: readonly (readonly Float64Array[])[];
}

/** Throws a UserError where a table is not one: columns of different length, times out of order, a label that is none. */
export function checkTable(table: SampleTable): void {
  const { features, columns, y, weights, startMs, availableMs, symbol, row, until, uniqueness } = table;
  const rows = y.length;
  const twice = features.find((name, i) => features.indexOf(name) !== i);
  if (twice !== undefined) refuse(`feature "${twice}" is given twice; give each feature a name of its own`);
  if (columns.length !== features.length) {
    refuse(`a table of samples must have ${features.length} columns of features; it has ${columns.length}`);
  }
  for (const column of [...columns, weights, startMs, availableMs, symbol, row, until, uniqueness]) {
    if (column.length !== rows)
      refuse(`columns of samples must have one length, ${rows}; one has ${column.length}`);
  }
  for (let i = 0; i < rows; i++) {
    if (i > 0 && !(startMs[i]! >= startMs[i - 1]!))
      refuse(`samples must be in order of time; sample ${i} is not`);
    if (!(availableMs[i]! > startMs[i]!)) {
      refuse(
        `the label of sample ${i} must be known after the sample begins; it is known as it begins or before`,
      );
    }
    if (!Number.isFinite(y[i])) refuse(`the label of sample ${i} must be finite; was ${y[i]}`);
    if (!(weights[i]! >= 0 && weights[i]! < Number.POSITIVE_INFINITY)) {
      refuse(`the weight of sample ${i} must be finite and at least 0; was ${weights[i]}`);
    }
  }
}

/** The samples at the given rows of a table, in the order given; with all their columns. */
export function takeSamples(table: SampleTable, rows: ArrayLike<number>): SampleTable {
  const floats = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  const ints = (column: Int32Array) => Int32Array.from(rows, (i) => column[i]!);
  return {
    features: table.features,
    columns: table.columns.map(floats),
    y: floats(table.y),
    weights: floats(table.weights),
    startMs: floats(table.startMs),
    availableMs: floats(table.availableMs),
    symbol: ints(table.symbol),
    symbols: table.symbols,
    row: ints(table.row),
    until: ints(table.until),
    uniqueness: floats(table.uniqueness),
    ...(table.bars && { bars: table.bars }),
  };
}

/** What a learner takes of the samples at the given rows. */
export function samplesAt(table: SampleTable, rows: ArrayLike<number>): Samples {
  const floats = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  const { bars, symbol, row } = table;
  return {
    columns: table.columns.map(floats),
    y: floats(table.y),
    weights: floats(table.weights),
    ...(bars && { history: historyAt({ series: bars, symbol, row }, rows) }),
  };
}

/**
 * By sample, the last sample that begins before its label is known: the `ends` of purged and of combinatorial
 * cross-validation. It is the sample itself or a later one, of whatever symbol.
 *
 * @example
 * [...overlapEnds({ startMs: Float64Array.of(0, 1, 2, 3), availableMs: Float64Array.of(1, 4, 3, 4) })] // => [0, 3, 2, 3]
 */
export function overlapEnds({
  startMs,
  availableMs,
}: Pick<SampleTable, "startMs" | "availableMs">): Int32Array {
  return Int32Array.from(availableMs, (known) => firstFrom(startMs, known) - 1);
}

/**
 * The first sample that begins at a time or later; the number of samples where none does.
 *
 * @example
 * firstFrom(Float64Array.of(0, 1, 1, 3), 1) // => 1
 */
export function firstFrom(startMs: Float64Array, timeMs: number): number {
  let [low, high] = [0, startMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startMs[middle]! < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
