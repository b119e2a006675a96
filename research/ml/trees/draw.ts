import type { Random } from "../../../engine/core/random.ts";

/** So many of the values, without repetition, in their own order. */
export function drawn(values: Int32Array, count: number, random: Random): Int32Array {
  if (count >= values.length) return values.slice();
  // Each value is taken with the chance that leaves the right number to take (Knuth, TAOCP 2, algorithm S).
  const taken = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < values.length && at < count; i++) {
    if (random() * (values.length - i) < count - at) taken[at++] = values[i]!;
  }
  return taken;
}

/** The whole numbers below `count`. */
export function upTo(count: number): Int32Array {
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) values[i] = i;
  return values;
}
