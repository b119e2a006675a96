/** Columns that nobody needs any longer, kept for those that come next. */
export interface Buffers {
  /** A column of a length; what it holds is left over from before. */
  readonly take: (length: number) => Float64Array;
  readonly give: (column: Float64Array) => void;
}

/**
 * Keeps up to `bytesMax` of columns of one length. A fresh column of a million bars costs as much as filling it: its
 * pages are mapped and cleared one by one.
 */
export function createBuffers(bytesMax: number): Buffers {
  let spare: Float64Array[] = [];
  return {
    take: (length) => {
      if (spare[0]?.length !== length) spare = [];
      return spare.pop() ?? new Float64Array(length);
    },
    give: (column) => {
      if (spare.length > 0 && spare[0]!.length !== column.length) spare = [];
      if ((spare.length + 1) * column.byteLength <= bytesMax) spare.push(column);
    },
  };
}
