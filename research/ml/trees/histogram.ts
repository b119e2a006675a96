import type { Binned } from "./bins.ts";

/** Numbers a bin: sum of gradients, sum of hessians, rows; the fourth rounds the place to a shift. */
const stride = 4;
/** Numbers of one feature's histogram. */
export const histogramSize = 256 * stride;

/** What the rows of a leaf hold, by feature and bin. */
export type Histogram = Float64Array;

/** Gradients of the loss by row, and how they curve. */
export interface Gradients {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** Fills histograms of the rows `rows[start..end)` for the given features. */
export function fillHistogram(
  out: Histogram,
  { bins }: Binned,
  features: ArrayLike<number>,
  rows: Int32Array,
  start: number,
  end: number,
  scratch: Gradients,
  { gradient, hessian }: Gradients,
): void {
  const { gradient: g, hessian: h } = scratch;
  // The gradients of a leaf are gathered once, not once a feature.
  for (let i = start; i < end; i++) {
    g[i] = gradient[rows[i]!]!;
    h[i] = hessian[rows[i]!]!;
  }
  for (let k = 0; k < features.length; k++) {
    const j = features[k]!;
    const part = out.subarray(j * histogramSize, (j + 1) * histogramSize);
    part.fill(0);
    addRows(part, bins[j]!, rows, start, end, g, h);
  }
}

function addRows(
  part: Float64Array,
  bins: Uint8Array,
  rows: Int32Array,
  start: number,
  end: number,
  g: Float64Array,
  h: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const at = bins[rows[i]!]! << 2;
    part[at]! += g[i]!;
    part[at + 1]! += h[i]!;
    part[at + 2]! += 1;
  }
}

/** Takes the histograms of one child away from those of its parent, which leaves those of the other child. */
export function subtractHistogram(parent: Histogram, child: Histogram, features: ArrayLike<number>): void {
  for (let k = 0; k < features.length; k++) {
    const from = features[k]! * histogramSize;
    for (let i = from; i < from + histogramSize; i++) parent[i]! -= child[i]!;
  }
}
