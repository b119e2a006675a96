import type { Random } from "../../engine/core/random.ts";
import { countOf } from "./axis.ts";
import type { Batch, Search } from "./batch.ts";
import { drawHypercube, drawRandom } from "./draw.ts";
import { type Estimator, estimatorOf } from "./parzen.ts";
import { indexOf, type Space } from "./space.ts";

/** Points of a Latin hypercube before the first estimate. */
const startMax = 20;
/** Points that are proposed from one state of knowledge: the same on any number of workers. */
const batchMax = 8;
/** Share of the best points that count as good: gamma of the paper. */
const goodShare = 0.15;
/** Draws from the good of which the most promising is tried. */
const candidates = 24;
/** Rounds of candidates that are all known or not allowed before a point is drawn at random. */
const roundsMax = 20;

interface Told {
  readonly point: readonly number[];
  readonly score: number;
}

/**
 * A Bayesian search by tree-structured Parzen estimators (Bergstra, Bardenet, Bengio and Kégl 2011, "Algorithms for
 * hyper-parameter optimization", section 4): the density of the good points over that of the others tells where to look.
 * Points are proposed in batches of fixed size, those of the same batch counting as bad until they are known, so that
 * they do not crowd. Each parameter has a density of its own: a narrow ridge across several of them gains little.
 */
export function createTpe(space: Space, trials: number, random: Random): Search {
  const finite = Number.isFinite(space.size);
  const seen = new Set<number>();
  const told: Told[] = [];
  const isNew = (point: readonly number[]): boolean => !finite || !seen.has(indexOf(space, point));
  let proposed = 0;
  const take = (points: readonly (readonly number[])[]): Batch | undefined => {
    if (points.length === 0) return undefined;
    if (finite) for (const point of points) seen.add(indexOf(space, point));
    const first = proposed;
    proposed += points.length;
    return { kind: "points", points: Float64Array.from(points.flat()), variants: points.length, first };
  };
  const width = space.axes.length;
  return {
    trials: Math.min(trials, space.size),
    adaptive: true,
    next: () => {
      if (proposed === 0) return take(rows(drawHypercube(space, Math.min(startMax, trials), random), width));
      const wanted = Math.min(batchMax, trials - proposed);
      return take(propose(space, told, wanted, isNew, random));
    },
    tell: (batch, scores) => {
      if (batch.kind !== "points") return;
      for (const [k, point] of rows(batch.points, width, batch.variants).entries()) {
        const score = scores[k]!;
        told.push({ point, score: Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score });
      }
    },
  };
}

const rows = (points: Float64Array, width: number, count = width === 0 ? 1 : points.length / width) =>
  Array.from({ length: count }, (_, k) => Array.from(points.subarray(k * width, (k + 1) * width)));

function propose(
  space: Space,
  told: readonly Told[],
  wanted: number,
  isNew: (point: readonly number[]) => boolean,
  random: Random,
): number[][] {
  const ranked = told.toSorted((a, b) => (b.score > a.score ? 1 : b.score < a.score ? -1 : 0));
  const goods = Math.max(1, Math.ceil(goodShare * ranked.length));
  const good = estimatorsOf(space, ranked.slice(0, goods));
  const points: number[][] = [];
  for (let k = 0; k < wanted; k++) {
    const pending = points.map((point) => ({ point }));
    const bad = estimatorsOf(space, [...ranked.slice(goods), ...pending]);
    const isFree = (point: readonly number[]): boolean =>
      space.allows(point) && isNew(point) && !points.some((other) => other.every((x, a) => x === point[a]));
    const next = best(good, bad, isFree, random) ?? anyFree(space, isFree, random);
    if (next === undefined) break;
    points.push(next);
  }
  return points;
}

const estimatorsOf = (space: Space, from: readonly Pick<Told, "point">[]): Estimator[] =>
  space.axes.map((axis, a) =>
    estimatorOf(
      axis,
      from.map(({ point }) => point[a]!),
    ),
  );

/** The candidate with the greatest ratio of densities; undefined where none is free. */
function best(
  good: readonly Estimator[],
  bad: readonly Estimator[],
  isFree: (point: readonly number[]) => boolean,
  random: Random,
): number[] | undefined {
  let found: number[] | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < roundsMax && found === undefined; round++) {
    for (let k = 0; k < candidates; k++) {
      const point = good.map((estimator) => estimator.draw(random));
      if (!isFree(point)) continue;
      const promise = point.reduce((sum, x, a) => sum + good[a]!.logDensity(x) - bad[a]!.logDensity(x), 0);
      if (promise > most) [found, most] = [point, promise];
    }
  }
  return found;
}

/** Grids of up to this many points are looked through for what is left of them. */
const listedMax = 100_000;

function anyFree(
  space: Space,
  isFree: (point: readonly number[]) => boolean,
  random: Random,
): number[] | undefined {
  const width = space.axes.length;
  const count = space.axes.reduce((size, axis) => size * countOf(axis), 1) <= listedMax ? listedMax : 1_000;
  return rows(drawRandom(space, count, random), width).find(isFree);
}
