/** Variants to try: the allowed points of a part of the grid, or points one after the other. */
export type Batch =
  | { readonly kind: "range"; readonly from: number; readonly to: number; readonly variants: number }
  | {
      readonly kind: "points";
      readonly points: Float64Array;
      readonly variants: number;
      /** Number of the first trial of the batch, from 0. */
      readonly first: number;
    };

/** A way through a space, batch by batch. It depends on its seed and on what it is told, and on nothing else. */
export interface Search {
  /** Variants that it tries at most. */
  readonly trials: number;
  /** Whether a batch depends on the results of those before it. */
  readonly adaptive: boolean;
  /** The next batch; undefined after the last. An adaptive search must have been told of the batch before. */
  readonly next: () => Batch | undefined;
  /** Scores of the variants of a batch, the higher the better; NaN is worst. Batches come in their order. */
  readonly tell: (batch: Batch, scores: ArrayLike<number>) => void;
}

/** Parts of a batch, at most `count` of them, that together are the batch. A range of a grid stays whole. */
export function splitBatch(batch: Batch, count: number): Batch[] {
  if (batch.kind === "range" || count <= 1 || batch.variants <= 1) return [batch];
  const width = batch.points.length / batch.variants;
  const size = Math.ceil(batch.variants / count);
  return Array.from({ length: Math.ceil(batch.variants / size) }, (_, k) => {
    const from = k * size;
    const to = Math.min(batch.variants, from + size);
    const points = batch.points.slice(from * width, to * width);
    return { kind: "points", points, variants: to - from, first: batch.first + from };
  });
}
