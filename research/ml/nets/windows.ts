import { refuse } from "../../../engine/core/errors.ts";
import type { History } from "../history.ts";
import type { Samples } from "../trees/boost-options.ts";

/** Samples of a net: windows of successive rows, each ending with the sample's own. */
export interface Windows {
  readonly steps: number;
  readonly channels: number;
  /** Features, row by row. */
  readonly rows: Float32Array;
  /** By sample, the row that its window ends with. */
  readonly ends: Int32Array;
  readonly y: Float64Array;
  /** Of mean 1. */
  readonly weights: Float64Array;
}

/** Rows of features, and where the samples stand in them. */
interface Placed {
  readonly rows: Float32Array;
  /** By sample, its row; -1 where it has none. */
  readonly ends: Int32Array;
  /** By sample, the first row that its window may hold. */
  readonly starts: Int32Array;
}

/**
 * The windows of samples. Where the samples have a history, a window holds the last bars of the symbol of which every
 * feature is known, as it does when the net predicts bar by bar; else it holds the samples before. Samples with too few
 * rows before them and those of weight 0 are left out. Throws a UserError where none is left.
 */
export function windowsOf(subject: string, samples: Samples, steps: number): Windows {
  const { columns, y, weights, history } = samples;
  checkSamples(subject, samples);
  const { rows, ends, starts } = history ? placedIn(history) : placed(columns, y.length);
  const taken: number[] = [];
  for (let i = 0; i < y.length; i++) {
    if (ends[i]! - starts[i]! >= steps - 1 && (weights?.[i] ?? 1) > 0) taken.push(i);
  }
  if (taken.length === 0) {
    refuse(`${subject} must hold a sample of some weight with ${steps - 1} bars before it; there is none`);
  }
  const own = Float64Array.from(taken, (i) => weights?.[i] ?? 1);
  const mean = own.reduce((sum, weight) => sum + weight, 0) / own.length;
  return {
    steps,
    channels: columns.length,
    rows,
    ends: Int32Array.from(taken, (i) => ends[i]!),
    y: Float64Array.from(taken, (i) => y[i]!),
    weights: own.map((weight) => weight / mean),
  };
}

/** Writes the windows of the given samples one after the other. */
export function copyWindows(
  { steps, channels, rows, ends }: Windows,
  samples: Int32Array,
  out: Float32Array,
): void {
  const length = steps * channels;
  for (const [k, i] of samples.entries()) {
    const end = (ends[i]! + 1) * channels;
    out.set(rows.subarray(end - length, end), k * length);
  }
}

function placed(columns: readonly Float64Array[], count: number): Placed {
  const rows = new Float32Array(count * columns.length);
  for (let i = 0; i < count; i++) writeRow(columns, i, rows, i);
  return { rows, ends: Int32Array.from({ length: count }, (_, i) => i), starts: new Int32Array(count) };
}

function placedIn({ series, symbol, row }: History): Placed {
  const firsts: number[] = [];
  let count = 0;
  const places = series.map((columns) => {
    firsts.push(count);
    return Int32Array.from(columns[0]!, (_, bar) => (known(columns, bar) ? count++ : -1));
  });
  const rows = new Float32Array(count * series[0]!.length);
  for (const [s, columns] of series.entries()) {
    for (const [bar, place] of places[s]!.entries()) if (place >= 0) writeRow(columns, bar, rows, place);
  }
  return {
    rows,
    ends: Int32Array.from(symbol, (s, i) => places[s]![row[i]!]!),
    starts: Int32Array.from(symbol, (s) => firsts[s]!),
  };
}

const known = (columns: readonly Float64Array[], bar: number): boolean =>
  columns.every((column) => column[bar] === column[bar]);

function writeRow(columns: readonly Float64Array[], from: number, rows: Float32Array, to: number): void {
  for (let j = 0; j < columns.length; j++) rows[to * columns.length + j] = columns[j]![from]!;
}

function checkSamples(subject: string, { columns, y, weights, history }: Samples): void {
  if (columns.length === 0 || y.length === 0) refuse(`${subject} must have a feature and a sample at least`);
  for (const [name, values] of [
    ["target", y] as const,
    ...columns.map((column, j) => [`feature ${j}`, column] as const),
  ]) {
    if (values.length !== y.length)
      refuse(`${name} of ${subject} must have ${y.length} rows; it has ${values.length}`);
    if (!values.every(Number.isFinite))
      refuse(`${name} of ${subject} must be known and finite; fill it first`);
  }
  if (
    weights &&
    !(weights.length === y.length && weights.every((w) => w >= 0 && w < Number.POSITIVE_INFINITY))
  ) {
    refuse(`weights of ${subject} must be ${y.length} finite numbers of at least 0`);
  }
  if (history?.series.some(({ length }) => length !== columns.length)) {
    refuse(`the history of ${subject} must have the ${columns.length} features of its samples`);
  }
}
