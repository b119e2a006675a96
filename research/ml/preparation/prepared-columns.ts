import { type Preparation, prepare } from "../../../engine/model/preparation.ts";

/** Columns as a model sees them after a preparation: bit for bit what prediction makes of their rows. */
export function preparedColumns(
  preparation: Preparation,
  columns: readonly Float64Array[],
): readonly Float64Array[] {
  const rows = columns[0]?.length ?? 0;
  const out = columns.map(() => new Float64Array(rows));
  const row = new Float64Array(columns.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < row.length; j++) row[j] = columns[j]![i]!;
    prepare(preparation, row, 0, row);
    for (let j = 0; j < row.length; j++) out[j]![i] = row[j]!;
  }
  return out;
}
