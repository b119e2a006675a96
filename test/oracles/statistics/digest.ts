import type { Got, Json } from "./case.ts";

const lengthOf = (value: Json | undefined): number => (Array.isArray(value) ? value.length : 0);

/**
 * A column as references give long ones: where it begins, its first values from there (or `values` from row 0), its
 * last ones, and sums over all that are known. As many values as the expectation has.
 */
export function digestOf(
  column: Float64Array,
  expected: { readonly [name: string]: Json },
): { readonly [name: string]: Got } {
  const start = column.findIndex((x) => !Number.isNaN(x));
  const last = (count: number) => column.subarray(column.length - Math.min(count, column.length));
  return {
    first_valid_index: start < 0 ? null : start,
    first: column.subarray(Math.max(0, start), Math.max(0, start) + lengthOf(expected.first)),
    last: last(lengthOf(expected.last)),
    values: column.subarray(0, lengthOf(expected.values)),
    last10: last(lengthOf(expected.last10)),
    checksum: checksumOf(column),
  };
}

/** Sums over the known values, and the sizes of those that may cancel: the sums of their terms without sign. */
function checksumOf(column: Float64Array): { readonly [name: string]: Got } {
  let [n, sum, squares, weighted] = [0, 0, 0, 0];
  const sizes = { sum: 0, weighted: 0 };
  for (const x of column) {
    if (Number.isNaN(x)) continue;
    n++;
    sum += x;
    squares += x * x;
    weighted += x * n;
    sizes.sum += Math.abs(x);
    sizes.weighted += Math.abs(x * n);
  }
  return { n, sum, sum_sq: squares, weighted, sizes };
}
