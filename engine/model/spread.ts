import { refuse } from "../core/errors.ts";
import { floatsOf, integersOf, recordOf } from "./read.ts";

/** How features were spread where a model was trained: each cut into classes, and the share of every class. */
export interface FeatureSpread {
  /** By feature, edges between its classes; it has one class more. */
  readonly cuts: Int32Array;
  /** The edges of all features one after the other, rising within each. A value is in the first class whose edge it does not exceed. */
  readonly edges: Float64Array;
  /** The share of every class, those of all features one after the other. */
  readonly shares: Float64Array;
}

/** A class that is empty counts as if it held this share: its logarithm would be infinite. */
const shareMin = 1e-4;

/** The class of a value among `count` edges that begin at `from`. */
export function classOf(edges: Float64Array, from: number, count: number, value: number): number {
  let k = 0;
  while (k < count && value > edges[from + k]!) k++;
  return k;
}

/**
 * What a class adds to the population stability index: (p - q) log(p / q), `q` its share in training and `p` now.
 *
 * @example
 * classShift(0.5, 0.5) // => 0
 */
export function classShift(q: number, p: number): number {
  const [before, now] = [q > shareMin ? q : shareMin, p > shareMin ? p : shareMin];
  return (now - before) * Math.log(now / before);
}

/** A spread out of an untrusted record, for so many features. Throws a UserError where it is not sound. */
export function parseSpread(given: unknown, features: number): FeatureSpread {
  const fields = recordOf("spread", given);
  const cuts = integersOf("spread.cuts", fields.cuts, features);
  const total = cuts.reduce((sum, count) => sum + count, 0);
  if (cuts.some((count) => count < 0 || count > 1000)) refuse("spread.cuts must be from 0 to 1000");
  const edges = floatsOf("spread.edges", fields.edges, total);
  const shares = floatsOf("spread.shares", fields.shares, total + features);
  if (shares.some((share) => share < 0 || share > 1)) refuse("spread.shares must be in [0, 1]");
  for (let j = 0, at = 0; j < features; at += cuts[j++]!) {
    for (let k = 1; k < cuts[j]!; k++) {
      if (!(edges[at + k]! > edges[at + k - 1]!)) refuse(`spread.edges of feature ${j} must rise`);
    }
  }
  return { cuts, edges, shares };
}
