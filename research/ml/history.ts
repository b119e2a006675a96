import { assert } from "../../engine/core/errors.ts";
import type { Artefact } from "../../engine/model/artefact.ts";
import { memoryOf } from "../../engine/model/kinds.ts";
import { predict } from "../../engine/model/predict.ts";

/** The features of every bar of the symbols that samples are of, for learners that look back. */
export interface History {
  /** By symbol, a column a feature over the bars; prepared as the samples' own columns are. */
  readonly series: readonly (readonly Float64Array[])[];
  /** By sample, the index of its symbol in `series`. */
  readonly symbol: Int32Array;
  /** By sample, the index of its bar. */
  readonly row: Int32Array;
}

/** The same bars with features made of those of each symbol. One of which none was known is no bar, and stays unknown. */
export function withFeatures(
  history: History,
  make: (columns: readonly Float64Array[]) => readonly Float64Array[],
): History {
  const series = history.series.map((columns) => {
    const made = make(columns).map((column) => column.slice());
    for (let bar = 0; bar < made[0]!.length; bar++) {
      if (columns.every((column) => column[bar] !== column[bar])) made[0]![bar] = Number.NaN;
    }
    return made;
  });
  return { ...history, series };
}

/** The history of some of the samples, in the order given. */
export const historyAt = ({ series, symbol, row }: History, samples: ArrayLike<number>): History => ({
  series,
  symbol: Int32Array.from(samples, (i) => symbol[i]!),
  row: Int32Array.from(samples, (i) => row[i]!),
});

/**
 * Predictions of the samples of a history by an artefact, by the code that predicts live: bar by bar, each symbol by itself,
 * from as many bars before the first sample of the symbol as the artefact looks back.
 */
export function predictAlong(artefact: Artefact, { series, symbol, row }: History): Float64Array {
  const out = new Float64Array(symbol.length).fill(Number.NaN);
  for (const [s, columns] of series.entries()) {
    const own = [...symbol.keys()].filter((i) => symbol[i] === s).sort((a, b) => row[a]! - row[b]!);
    if (own.length > 0) predictSeries(artefact, columns, own, row, out);
  }
  return out;
}

function predictSeries(
  artefact: Artefact,
  columns: readonly Float64Array[],
  samples: readonly number[],
  row: Int32Array,
  out: Float64Array,
): void {
  const predictor = predict(artefact);
  const x = new Float64Array(columns.length);
  let next = 0;
  for (
    let bar = beginOf(columns, row[samples[0]!]!, memoryOf(artefact.model));
    next < samples.length;
    bar++
  ) {
    for (let j = 0; j < x.length; j++) x[j] = columns[j]![bar]!;
    const found = predictor(x, 0);
    while (row[samples[next]!] === bar) out[samples[next++]!] = found;
  }
  assert(next === samples.length, "each sample is of a bar");
}

/** The last bar that has so many bars of known features between itself and the given one, itself included. */
function beginOf(columns: readonly Float64Array[], bar: number, memory: number): number {
  let at = bar;
  for (let seen = 0; at > 0 && seen < memory; ) {
    at--;
    if (columns.every((column) => column[at] === column[at])) seen++;
  }
  return at;
}
