import { refuse } from "../../../engine/core/errors.ts";
import type { Random } from "../../../engine/core/random.ts";

/** How rows are drawn in blocks, so that what depends on the rows before it still does. */
export interface BlockScheme {
  /**
   * - `stationary`: blocks of geometric length with mean `block`, around the end to the beginning (Politis and Romano 1994)
   * - `circular`: blocks of length `block`, around the end to the beginning (Politis and Romano 1992)
   * - `moving`: blocks of length `block` within the series (Kuensch 1989); the first and last rows come up less often
   */
  readonly method: "stationary" | "circular" | "moving";
  /** Rows; a whole number but for `stationary`. 1 draws single rows. */
  readonly block: number;
}

/**
 * Rows of a stationary resample: row i begins a new block at `drawAt(i)` where `uniformAt(i)` is at most 1 / meanBlock,
 * and always at 0; else it follows the row before, the first following the last.
 */
export function stationaryIndices(
  out: Int32Array,
  meanBlock: number,
  { drawAt, uniformAt }: { drawAt: (i: number) => number; uniformAt: (i: number) => number },
): void {
  const n = out.length;
  const begins = 1 / meanBlock;
  let row = 0;
  for (let i = 0; i < n; i++) {
    if (i === 0 || uniformAt(i) <= begins) row = drawAt(i);
    else row = row + 1 === n ? 0 : row + 1;
    out[i] = row;
  }
}

/** Rows of blocks of one length that begin at `startAt(0)`, `startAt(1)`, ...; the last block is cut. */
export function blockIndices(out: Int32Array, block: number, startAt: (i: number) => number): void {
  const n = out.length;
  for (let from = 0, i = 0; from < n; from += block, i++) {
    const start = startAt(i);
    for (let j = 0; j < block && from + j < n; j++) out[from + j] = (start + j) % n;
  }
}

/** A function that draws the rows of one resample of `n` rows after another. */
export function blockSampler(
  n: number,
  { method, block }: BlockScheme,
  random: Random,
): (out: Int32Array) => void {
  if (!(block >= 1 && block <= n)) refuse(`blocks must have 1 to ${n} rows; was ${block}`);
  if (method === "stationary") {
    const drawAt = () => Math.floor(random() * n);
    return (out) => stationaryIndices(out, block, { drawAt, uniformAt: random });
  }
  if (!Number.isInteger(block)) refuse(`blocks of a ${method} bootstrap must have whole rows; was ${block}`);
  const starts = method === "circular" ? n : n - block + 1;
  return (out) => blockIndices(out, block, () => Math.floor(random() * starts));
}
