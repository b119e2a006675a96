import type { Random } from "../../engine/core/random.ts";

/** Variants of one scenario, all of them or a random sample: what the surfaces of a report are made from. */
export interface Sample {
  /** Variants there are, and those of them that are here. */
  readonly of: number;
  readonly n: number;
  /** Coordinates, one point after the other, and the objective of each; NaN where it is not known. */
  readonly points: Float64Array;
  readonly values: Float64Array;
}

/** Variants up to which a report of one scenario is exact. */
export const sampleMax = 200_000;

/**
 * Takes variants one by one and keeps at most `max` of them, each as likely as any other (algorithm R, Vitter 1985). Given
 * in the same order, with the same seed, they are the same.
 */
export function createSample(dimensions: number, random: Random, max = sampleMax) {
  const points: number[] = [];
  const values: number[] = [];
  let of = 0;
  return {
    add: (point: ArrayLike<number>, value: number): void => {
      const at = of++ < max ? values.length : Math.floor(random() * of);
      if (at >= max) return;
      values[at] = value;
      for (let a = 0; a < dimensions; a++) points[at * dimensions + a] = point[a]!;
    },
    result: (): Sample => ({
      of,
      n: values.length,
      points: Float64Array.from(points),
      values: Float64Array.from(values),
    }),
  };
}
