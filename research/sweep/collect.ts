import { eachPoint } from "./evaluate-batch.ts";
import type { Unit } from "./run-sweep.ts";
import type { Space } from "./space.ts";

/** One variant of a finished sweep. Point and metrics are used again for the next one. */
export interface VariantRow {
  readonly scenario: number;
  /** Number of the variant: of the grid, or of the trial. */
  readonly index: number;
  readonly point: Float64Array;
  readonly metrics: Float64Array;
}

/** Calls `visit` with each variant of a unit in order. */
export function eachVariant(
  space: Space,
  { scenario, batch }: Unit,
  rows: Float64Array,
  visit: (row: VariantRow) => void,
): void {
  const width = rows.length / batch.variants;
  let k = 0;
  eachPoint(space, batch, (point, index) => {
    visit({ scenario, index, point, metrics: rows.subarray(k * width, (k + 1) * width) });
    k++;
  });
}

/** Number, mean and sample deviation (ddof 1) of known values, in one pass (Welford 1962). */
export interface Spread {
  readonly add: (value: number) => void;
  readonly result: () => { readonly n: number; readonly mean: number; readonly deviation: number };
}

/** Takes values one by one; those that are not finite are left out. */
export function spreadOf(): Spread {
  let [n, mean, squares] = [0, 0, 0];
  return {
    add: (value) => {
      if (!Number.isFinite(value)) return;
      n++;
      const offset = value - mean;
      mean += offset / n;
      squares += offset * (value - mean);
    },
    result: () => ({
      n,
      mean: n > 0 ? mean : Number.NaN,
      deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN,
    }),
  };
}
