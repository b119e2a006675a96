import { scratch } from "../stats/scratch.ts";

/**
 * Equity of a run as the bars on which it moves. On the bars between two of them it stands still, earns nothing and adds to no
 * sum of returns: a run without a position, which is most of many, is measured without visiting them. The first bar is always
 * among them. Equal equity gives equal moves, wherever they are found, and so the same sums in the same order.
 */
export interface Moves {
  /** Bars that count, and how many of them are moves. */
  readonly n: number;
  count: number;
  /** Equity before the first bar. */
  readonly before: number;
  /** Equity from each move on until the next. */
  readonly equity: Float64Array;
  /** Bars of the moves, counted from 0; after the last of them the number of bars. */
  readonly at: Int32Array;
}

/** No moves yet, of `n` bars at most. Those made last before are gone: their memory is used again. */
export function createMoves(n: number, before: number): Moves {
  const bytes = scratch(4, (n >> 1) + 1);
  return {
    n,
    count: 0,
    before,
    equity: scratch(3, n),
    at: new Int32Array(bytes.buffer, bytes.byteOffset, n + 1),
  };
}

/** The moves of a column of equity. They are valid until others are made. */
export function movesOf(column: Float64Array, before: number): Moves {
  const n = column.length;
  const moves = createMoves(n, before);
  const { equity, at } = moves;
  let count = 0;
  let last = Number.NaN;
  for (let t = 0; t < n; t++) {
    const value = column[t]!;
    // Written always, kept where it moves. What is not known is never the same.
    equity[count] = value;
    at[count] = t;
    count += +(value !== last);
    last = value;
  }
  at[count] = n;
  moves.count = count;
  return moves;
}

/** Equity of the last bar; NaN without any. */
export const lastEquity = ({ equity, count }: Moves): number => (count > 0 ? equity[count - 1]! : Number.NaN);

/** Whether a bar began with nothing or less: what is earned on that is not a number. */
export function isRuined({ n, before, equity, at, count }: Moves): boolean {
  if (n > 0 && before <= 0) return true;
  for (let j = 0; j < count; j++) if (equity[j]! <= 0 && at[j]! < n - 1) return true;
  return false;
}
