import type { Random } from "../../engine/core/random.ts";
import { coordinateAt } from "./axis.ts";
import { eachAllowed, indexOf, refuseEmpty, type Space } from "./space.ts";

/** Draws in a row that give no new point before a space counts as used up. */
const missesMax = 10_000;
/** Grids of up to this many points are counted through where most of them are wanted. */
const listedMax = 4_000_000;

/**
 * Points drawn uniformly from a space, none twice where it has steps, one after the other in one array. Fewer than
 * `count` where there are no more. Throws a UserError where none is allowed.
 */
export function drawRandom(space: Space, count: number, random: Random): Float64Array {
  if (space.size <= Math.min(listedMax, 4 * count)) return shuffled(space, count, random);
  const collect = collector(space, count);
  while (collect.wants()) collect.offer(space.axes.map((axis) => coordinateAt(axis, random())));
  return collect.points();
}

/**
 * Latin hypercubes (McKay, Beckman and Conover 1979): of n points, each of the n equal parts of every axis holds one. Points
 * that are not allowed, or come twice, are made up for by further hypercubes of as many points as are still wanted.
 */
export function drawHypercube(space: Space, count: number, random: Random): Float64Array {
  if (space.size <= Math.min(listedMax, count)) return shuffled(space, count, random);
  const collect = collector(space, count);
  for (let missing = count; collect.wants(); missing = collect.missing()) {
    const strata = space.axes.map(() => permutation(missing, random));
    for (let k = 0; k < missing && collect.wants(); k++) {
      collect.offer(space.axes.map((axis, a) => coordinateAt(axis, (strata[a]![k]! + random()) / missing)));
    }
  }
  return collect.points();
}

/** Takes points that are allowed and new, until there are enough or no more seem to come. */
function collector(space: Space, count: number) {
  const kept: number[] = [];
  const seen = new Set<number>();
  const finite = Number.isFinite(space.size);
  let [found, misses] = [0, 0];
  return {
    wants: () => found < count && misses < missesMax,
    missing: () => count - found,
    offer: (point: readonly number[]): void => {
      const index = finite ? indexOf(space, point) : 0;
      if (!space.allows(point) || (finite && seen.has(index))) {
        misses++;
        return;
      }
      if (finite) seen.add(index);
      kept.push(...point);
      found++;
      misses = 0;
    },
    points: (): Float64Array => (found === 0 ? refuseEmpty() : Float64Array.from(kept)),
  };
}

/** The allowed points of a grid in random order, the first `count` of them. */
function shuffled(space: Space, count: number, random: Random): Float64Array {
  const points: number[][] = [];
  eachAllowed(space, 0, space.size, (_, point) => points.push([...point]));
  if (points.length === 0) refuseEmpty();
  const order = permutation(points.length, random);
  return Float64Array.from(Array.from(order.subarray(0, count), (k) => points[k]!).flat());
}

/** The numbers from 0 to n - 1 in random order (Fisher and Yates). */
function permutation(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, k) => k);
  for (let k = n - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return order;
}
