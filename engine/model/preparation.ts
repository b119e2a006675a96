import { refuse } from "../core/errors.ts";
import { floatsOf, recordOf } from "./read.ts";

/** What is done to the features before a model sees them, as it was fitted on the training samples. */
export interface Preparation {
  /** What stands in for a value that is not known, by feature; NaN stays NaN where it is left out. */
  readonly fill?: Float64Array;
  /** Taken away from each feature, after filling. */
  readonly shift?: Float64Array;
  /** What each feature is then divided by; never 0. */
  readonly scale?: Float64Array;
}

/** Writes the prepared features of the sample at `x[offset]` and on to the front of `out`, which may be `x` itself. */
export function prepare(
  { fill, shift, scale }: Preparation,
  x: Float64Array,
  offset: number,
  out: Float64Array,
): void {
  for (let j = 0; j < out.length; j++) {
    let value = x[offset + j]!;
    if (fill && value !== value) value = fill[j]!;
    if (shift) value -= shift[j]!;
    if (scale) value /= scale[j]!;
    out[j] = value;
  }
}

/** A preparation out of an untrusted record, for so many features. Throws a UserError where it is not sound. */
export function parsePreparation(given: unknown, features: number): Preparation {
  const { fill, shift, scale } = recordOf("preparation", given);
  const part = (name: string, block: unknown) =>
    block === undefined ? {} : { [name]: floatsOf(`preparation.${name}`, block, features) };
  const found: Preparation = { ...part("fill", fill), ...part("shift", shift), ...part("scale", scale) };
  if (found.scale?.includes(0)) refuse("preparation.scale must hold no 0");
  return found;
}
