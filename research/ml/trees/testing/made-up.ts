import { normal, seeded } from "../../../../engine/core/random.ts";
import { logistic } from "../../../../engine/model/trees.ts";
import type { Samples } from "../boost-options.ts";

/** Made-up samples whose target hangs on the first three features; some values are not known where asked. */
export function madeUp(
  rows: number,
  { features = 5, missing = 0, seed = 1, binary = true } = {},
): Samples & { readonly chances: Float64Array } {
  const random = seeded(seed);
  const columns = Array.from({ length: features }, () =>
    Float64Array.from({ length: rows }, () => normal(random)),
  );
  const [a, b, c] = columns as [Float64Array, Float64Array, Float64Array];
  const chances = Float64Array.from({ length: rows }, (_, i) => logistic(a[i]! + b[i]! * c[i]!));
  const y = chances.map((p) => (binary ? Number(random() < p) : p + normal(random) / 10));
  // What is missing tells something: it is missing where it is great.
  if (missing > 0) {
    for (const column of columns) {
      for (let i = 0; i < rows; i++) if (column[i]! > 1 && random() < missing) column[i] = Number.NaN;
    }
  }
  return { columns, y, chances };
}

/** Samples by row, as a predictor reads them. */
export function rowMajor(columns: readonly Float64Array[]): Float64Array {
  const width = columns.length;
  const out = new Float64Array(width * columns[0]!.length);
  for (const [j, column] of columns.entries())
    for (const [i, value] of column.entries()) out[i * width + j] = value;
  return out;
}
