/** Columns longer than this are not kept between calls: 2^21 numbers are 16 MiB. */
const lengthKept = 2 ** 21;
const kept: Float64Array[] = [];

/**
 * A column to work in, `length` numbers of unknown content. One of each slot is kept, because fresh memory costs
 * more than a pass over it. The next call with the same slot gives the same memory: it must not outlive its user.
 */
export function scratch(slot: 0 | 1 | 2 | 3 | 4 | 5 | 6, length: number): Float64Array {
  if (length > lengthKept) return new Float64Array(length);
  let column = kept[slot];
  if (!column || column.length < length) {
    column = new Float64Array(Math.min(lengthKept, 2 ** Math.ceil(Math.log2(Math.max(1024, length)))));
    kept[slot] = column;
  }
  return column.subarray(0, length);
}
