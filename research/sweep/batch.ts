/** Variants to try: the allowed points of a part of the grid, or points one after the other. */
export type Batch =
  | { readonly kind: "range"; readonly from: number; readonly to: number; readonly variants: number }
  | { readonly kind: "points"; readonly points: Float64Array; readonly variants: number };

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
