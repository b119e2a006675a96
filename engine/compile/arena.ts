import { type OrderChanges, orderChanges } from "./order-changes.ts";
import { orderKernel, readAhead } from "./order-kernel.ts";
import { reserve } from "./wasm.ts";

/** Columns of one length in one memory, where kernels of vector instructions reach them. */
export interface Arena {
  /** A column; what it holds is left over from before. */
  readonly take: () => Float64Array;
  readonly give: (column: Float64Array) => void;
  /** A list of bars, one more than a column has. It is never given back. */
  readonly takeList: () => Int32Array;
  /** Two bars an instruction where columns and list are of this arena, else bar by bar. */
  readonly orderChanges: OrderChanges;
}

/** Columns at most: for the garbage collector a memory counts in full, however little of it was ever touched. */
const columnsMax = 1_024;

/**
 * Makes room for columns of a length, up to `bytesMax` bytes: the system gives it as it is written to. What is asked for beyond
 * lies elsewhere, and so does everything where there is no such memory or no vector instruction.
 *
 * The memory never grows: its buffer would be detached, and V8 then checks every access to any typed array of its thread, for
 * ever.
 */
export function createArena(length: number, bytesMax: number): Arena {
  // Eight bars are read at a time, the last of them beyond the column's end.
  const stride = 64 * (Math.ceil((length + 1) / 8) + 1);
  const memory = reserve(Math.min(bytesMax, columnsMax * stride) + readAhead);
  const kernel = memory && orderKernel(memory);
  const buffer = kernel && memory.buffer;
  const spare: Float64Array[] = [];
  let used = 0;
  const place = (): number => {
    used += stride;
    return used - stride;
  };
  const hasRoom = () => buffer !== undefined && used + stride + readAhead <= buffer.byteLength;
  return {
    take: () => {
      const known = spare.pop();
      if (known) return known;
      return hasRoom() ? new Float64Array(buffer!, place(), length) : new Float64Array(length);
    },
    give: (column) => {
      if (column.buffer === buffer) spare.push(column);
    },
    takeList: () => (hasRoom() ? new Int32Array(buffer!, place(), length + 1) : new Int32Array(length + 1)),
    orderChanges: (left, right, from, after, at) =>
      kernel && left.buffer === buffer && right.buffer === buffer && at.buffer === buffer
        ? kernel(left, right, from, after, at)
        : orderChanges(left, right, from, after, at),
  };
}
