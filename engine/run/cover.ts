/** Bars of a block: 8. */
const blockBits = 3;

/**
 * Bounds of two columns over any stretch of bars, one from above and one from below, by two look-ups each: those of all whole
 * blocks that cover the stretch, kept for every power of two of blocks. They are wider than the
 * stretch unless it is made of whole blocks.
 */
export interface Cover {
  readonly blocks: number;
  /** Of 2^k blocks from block b on at k * blocks + b. */
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** The bounds of gapless columns: `high` is bounded from above, `low` from below. */
export function createCover(high: Float64Array, low: Float64Array): Cover {
  const blocks = Math.max(1, Math.ceil(high.length / 2 ** blockBits));
  return { blocks, above: boundsOf(high, blocks, Math.max), below: boundsOf(low, blocks, Math.min) };
}

function boundsOf(column: Float64Array, blocks: number, of: (a: number, b: number) => number): Float64Array {
  const powers = 32 - Math.clz32(blocks);
  const bounds = new Float64Array(powers * blocks).fill(
    of === Math.max ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
  );
  for (let t = 0; t < column.length; t++) bounds[t >> blockBits] = of(bounds[t >> blockBits]!, column[t]!);
  for (let k = 1; k < powers; k++) {
    const [own, half] = [k * blocks, (k - 1) * blocks];
    for (let b = 0; b + 2 ** k <= blocks; b++) {
      bounds[own + b] = of(bounds[half + b]!, bounds[half + b + 2 ** (k - 1)]!);
    }
  }
  return bounds;
}

/** The first bar of a block from a bar on, and up to it: bounds are exact of what lies between two of them. */
export const blockAfter = (t: number): number => ((t + 2 ** blockBits - 1) >> blockBits) << blockBits;
export const blockBefore = (t: number): number => (t >> blockBits) << blockBits;

/** A number that no bar from `from` on, up to and without `to`, is above; there must be one. */
export function boundAbove({ above, blocks }: Cover, from: number, to: number): number {
  const first = from >> blockBits;
  const end = ((to - 1) >> blockBits) + 1;
  const k = 31 - Math.clz32(end - first);
  return Math.max(above[k * blocks + first]!, above[k * blocks + end - (1 << k)]!);
}

/** A number that no such bar is below. */
export function boundBelow({ below, blocks }: Cover, from: number, to: number): number {
  const first = from >> blockBits;
  const end = ((to - 1) >> blockBits) + 1;
  const k = 31 - Math.clz32(end - first);
  return Math.min(below[k * blocks + first]!, below[k * blocks + end - (1 << k)]!);
}
