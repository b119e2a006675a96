import { type Model, predictorOf } from "../../engine/model/kinds.ts";

/** The predictions of a bare model for samples by column, in their order. */
export function predictionsOf(model: Model, columns: readonly Float64Array[]): Float64Array {
  const predict = predictorOf(model);
  const out = new Float64Array(columns[0]?.length ?? 0);
  const row = new Float64Array(columns.length);
  for (let i = 0; i < out.length; i++) {
    for (let j = 0; j < row.length; j++) row[j] = columns[j]![i]!;
    out[i] = predict(row, 0);
  }
  return out;
}
