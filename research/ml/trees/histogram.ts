import { type Binned, missingBin } from "./bins.ts";

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

/** Rows `rows[start..end)` of some data. */
export interface Stretch {
  readonly rows: Int32Array;
  readonly start: number;
  readonly end: number;
}

/** Fills histograms of a stretch of rows for the given features. Only bins that the data can have are written. */
export function fillHistogram(
  out: Histogram,
  { bins, edges, rows: count }: Binned,
  features: ArrayLike<number>,
  { rows, start, end }: Stretch,
  scratch: Gradients,
  { gradient, hessian }: Gradients,
): void {
  // All rows stand in their own order until the first split.
  const whole = end - start === count;
  // The gradients of a leaf are gathered once, not once a feature.
  if (!whole) gather(scratch, rows, start, end, gradient, hessian);
  for (let k = 0; k < features.length; k++) {
    const j = features[k]!;
    const part = out.subarray(j * histogramSize, (j + 1) * histogramSize);
    part.fill(0, 0, (edges[j]!.length + 1) * stride);
    part.fill(0, missingBin * stride);
    if (whole) addAll(part, bins[j]!, gradient, hessian);
    else addRows(part, bins[j]!, rows, start, end, scratch.gradient, scratch.hessian);
  }
}

function gather(
  { gradient: g, hessian: h }: Gradients,
  rows: Int32Array,
  start: number,
  end: number,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const row = rows[i]!;
    g[i] = gradient[row]!;
    h[i] = hessian[row]!;
  }
}

function addAll(part: Float64Array, bins: Uint8Array, g: Float64Array, h: Float64Array): void {
  for (let i = 0; i < bins.length; i++) {
    const at = bins[i]! << 2;
    part[at]! += g[i]!;
    part[at + 1]! += h[i]!;
    part[at + 2]! += 1;
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
export function subtractHistogram(
  parent: Histogram,
  child: Histogram,
  { edges }: Binned,
  features: ArrayLike<number>,
): void {
  for (let k = 0; k < features.length; k++) {
    const j = features[k]!;
    const from = j * histogramSize;
    takeAway(parent, child, from, from + (edges[j]!.length + 1) * stride);
    takeAway(parent, child, from + missingBin * stride, from + histogramSize);
  }
}

function takeAway(parent: Histogram, child: Histogram, from: number, to: number): void {
  for (let i = from; i < to; i++) parent[i]! -= child[i]!;
}
