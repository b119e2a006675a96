import { refuse } from "../../engine/core/errors.ts";
import { type Model, memoryOf, predictorOf } from "../../engine/model/kinds.ts";

/**
 * The predictions of a bare model for samples by column, in their order. Throws a UserError for a model that looks back: what
 * came before a sample is not told by samples; `predictAlong` takes their bars.
 */
export function predictionsOf(model: Model, columns: readonly Float64Array[]): Float64Array {
  if (memoryOf(model) > 0) refuse("a model that looks back over bars cannot be judged by single samples");
  const predict = predictorOf(model);
  const out = new Float64Array(columns[0]?.length ?? 0);
  const row = new Float64Array(columns.length);
  for (let i = 0; i < out.length; i++) {
    for (let j = 0; j < row.length; j++) row[j] = columns[j]![i]!;
    out[i] = predict(row, 0);
  }
  return out;
}
