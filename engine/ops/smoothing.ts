import { choice } from "../graph/params.ts";
import { finite } from "./finite.ts";

/** Where a recursive average starts: from the mean of its first n values (TA-Lib), or from its first value (pandas). */
export const seedParam = () => choice("sma", ["sma", "first"]);
export type Seed = "sma" | "first";

/** An exponential average: after its seed, each value closes `weight` of the gap between it and the average. */
export interface Smoothing {
  readonly n: number;
  readonly weight: number;
  readonly seed: Seed;
  /** Values that the seed does not look at. */
  readonly skip: number;
  seen: number;
  value: number;
}

export const smoothing = (n: number, weight: number, seed: Seed, skip = 0): Smoothing => ({
  n,
  weight,
  seed,
  skip,
  seen: 0,
  value: 0,
});

export function smooth(s: Smoothing, x: number): number {
  if (s.seen < s.skip + s.n) begin(s, x);
  else s.value += (x - s.value) * s.weight;
  return s.seen < s.skip + s.n ? Number.NaN : s.value;
}

// Gives nothing back: where the engine does not inline it, a result of it would make each average an object of its own.
function begin(s: Smoothing, x: number): void {
  const place = s.seen++ - s.skip;
  if (place < 0) return;
  // The mean grows by each value's share: of a flat market it is exact, so that no average crosses another there.
  const weight = s.seed === "sma" || place === 0 ? 1 / (place + 1) : s.weight;
  s.value += (x - s.value) * weight;
}

/** A whole column, bit for bit as {@link smooth} gives it. */
export function smoothColumn(s: Smoothing, x: Float64Array, out: Float64Array): void {
  const start = Math.min(x.length, s.skip + s.n);
  for (let i = 0; i < start; i++) out[i] = finite(smooth(s, x[i]!));
  const { weight } = s;
  let { value } = s;
  for (let i = start; i < x.length; i++) {
    value += (x[i]! - value) * weight;
    out[i] = finite(value);
  }
}
