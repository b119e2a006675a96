import { createHash } from "node:crypto";
import { refuse } from "../../../engine/core/errors.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import type { TrainingSpec } from "../../../engine/training/training.ts";
import { buildSamples } from "../build-samples.ts";
import { firstFrom, type SampleTable, takeSamples } from "../dataset.ts";
import { learnerOf } from "../learners.ts";
import { labellingOf } from "./labels.ts";

/**
 * The labelled samples of a specification, those that begin at `fromMs` or later. One with a feature that is not known is
 * left out where the specification refuses those. Throws a UserError where none is left.
 */
export function sampleTable(spec: TrainingSpec, bars: readonly Bars[], fromMs?: number): SampleTable {
  const { features, label, weights = "uniqueness", missing = "refuse" } = spec;
  const { history = false } = learnerOf(spec.learner.name).needs;
  const all = buildSamples({ features, label: labellingOf(label), weights, bars, history });
  const first = fromMs === undefined ? 0 : firstFrom(all.startMs, fromMs);
  const rows = Int32Array.from({ length: all.y.length - first }, (_, k) => first + k).filter(
    (row) => missing === "take" || all.columns.every((column) => !Number.isNaN(column[row]!)),
  );
  if (rows.length === 0) refuse(unknownText(all));
  return onSharedMemory(takeSamples(all, rows));
}

function unknownText({ features, columns }: SampleTable): string {
  const never = features.filter((_, j) => columns[j]!.every(Number.isNaN));
  const which = never.length > 0 ? ` (never known: ${never.join(", ")})` : "";
  const mend = never.length > 0 ? "leave it out, or " : "";
  return `no sample has features that are all known${which}; ${mend}set missing: "take" beside features in training({ … })`;
}

/** The same table with its numbers on memory that threads share. */
function onSharedMemory(table: SampleTable): SampleTable {
  const shared = (column: Float64Array): Float64Array => {
    const out = new Float64Array(new SharedArrayBuffer(column.byteLength));
    out.set(column);
    return out;
  };
  return {
    ...table,
    columns: table.columns.map(shared),
    y: shared(table.y),
    weights: shared(table.weights),
    startMs: shared(table.startMs),
    availableMs: shared(table.availableMs),
    uniqueness: shared(table.uniqueness),
    ...(table.bars && { bars: table.bars.map((columns) => columns.map(shared)) }),
    ...(table.bars && { bars: table.bars.map((columns) => columns.map(shared)) }),
  };
}

/** Hash of all that a table holds: what a model that was trained on it stands for. */
export function fingerprintOf(table: SampleTable): string {
  const hash = createHash("sha256").update(JSON.stringify([table.features, table.symbols, table.y.length]));
  const { columns, y, weights, startMs, availableMs, symbol, row, until, bars = [] } = table;
  for (const each of [...columns, y, weights, startMs, availableMs, symbol, row, until, ...bars.flat()]) {
    hash.update(new Uint8Array(each.buffer, each.byteOffset, each.byteLength));
  }
  return hash.digest("hex");
}
