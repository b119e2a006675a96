import { type Axis, fractionOf } from "./axis.ts";
import type { Sample } from "./sample.ts";
import type { Direction } from "./surface.ts";

/** Variants as lines over parallel axes, the worst first, so that the best are drawn over them. */
export interface ParallelLines {
  /** For each line the share of every axis, 0 to 1. */
  readonly shares: readonly Float64Array[];
  readonly values: Float64Array;
  /** Rank of each line among all variants, 0 the worst and 1 the best. */
  readonly ranks: Float64Array;
}

const bestLines = 40;
const otherLines = 260;

/** The best variants, and others evenly from all ranks. */
export function parallelOf(
  { n, points, values }: Sample,
  axes: readonly Axis[],
  direction: Direction,
): ParallelLines {
  const known = Array.from({ length: n }, (_, k) => k).filter((k) => Number.isFinite(values[k]!));
  known.sort((a, b) => (values[a]! - values[b]!) * direction || a - b);
  const best = Math.max(0, known.length - bestLines);
  const others = Math.min(best, otherLines);
  const chosen = new Set<number>();
  for (let k = 0; k < others; k++) chosen.add(Math.floor((k * best) / others));
  for (let at = best; at < known.length; at++) chosen.add(at);
  const places = [...chosen];
  const width = axes.length;
  return {
    shares: places.map((at) =>
      Float64Array.from(axes, (axis, a) => fractionOf(axis, points[known[at]! * width + a]!)),
    ),
    values: Float64Array.from(places, (at) => values[known[at]!]!),
    ranks: Float64Array.from(places, (at) => (known.length > 1 ? at / (known.length - 1) : 1)),
  };
}
