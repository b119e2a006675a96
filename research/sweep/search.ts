import { refuse } from "../../engine/core/errors.ts";
import { seeded } from "../../engine/core/random.ts";
import type { Search } from "./batch.ts";
import { drawHypercube, drawRandom } from "./draw.ts";
import { checkGrid, eachAllowed, refuseEmpty, type Space } from "./space.ts";
import { createTpe } from "./tpe.ts";

/** How a space is searched. */
export type SearchKind = "grid" | "random" | "lhs" | "tpe";
export const searchKinds: readonly SearchKind[] = ["grid", "random", "lhs", "tpe"];

export interface SearchOptions {
  readonly kind: SearchKind;
  /** Variants to try; all of them for a grid. */
  readonly trials?: number | undefined;
  readonly seed: number;
  /** Variants of a batch at most. A Bayesian search has batches of its own size. */
  readonly batch: number;
}

const trialsMax = 1_000_000;
const trialsUnlessTold = { random: 1_000, lhs: 1_000, tpe: 200 } as const;

/**
 * Begins a search: `grid`, all points in order; `random`, points drawn uniformly, none twice; `lhs`, Latin hypercubes (McKay,
 * Beckman and Conover 1979); `tpe`, tree-structured Parzen estimators (Bergstra et al. 2011). Throws a UserError where no
 * point is allowed, and for a grid without steps.
 */
export const createSearch = (space: Space, options: SearchOptions): Search => searchFactory(space, options)();

/** Makes searches that are alike, one for each of several data: what they share is counted or drawn once. */
export function searchFactory(space: Space, { kind, trials, seed, batch }: SearchOptions): () => Search {
  if (kind === "grid") {
    if (trials !== undefined)
      refuse("--trials belongs to --search random, lhs or tpe; a grid tries every point");
    checkGrid(space);
    const cut = cutGrid(space, batch);
    return () => gridSearch(cut);
  }
  const wanted = trials ?? trialsUnlessTold[kind];
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > trialsMax) {
    refuse(`--trials must be a whole number from 1 to ${trialsMax.toLocaleString("en-US")}; was ${wanted}`);
  }
  if (kind === "tpe") return () => createTpe(space, wanted, seeded(seed));
  const draw = kind === "lhs" ? drawHypercube : drawRandom;
  const points = draw(space, wanted, seeded(seed));
  return () => listSearch(points, space.axes.length, batch);
}

function gridSearch({ ends, counts, trials }: ReturnType<typeof cutGrid>): Search {
  let k = 0;
  return {
    trials,
    adaptive: false,
    next: () => {
      if (k === ends.length) return undefined;
      const from = k === 0 ? 0 : ends[k - 1]!;
      return { kind: "range", from, to: ends[k]!, variants: counts[k++]! };
    },
    tell: () => {},
  };
}

/** Cuts a grid into parts of as many allowed points, and counts them: what was tried cannot be talked down later. */
function cutGrid(space: Space, batch: number) {
  const ends: number[] = [];
  const counts: number[] = [];
  let [trials, inside] = [0, 0];
  eachAllowed(space, 0, space.size, (index) => {
    trials++;
    if (++inside < batch) return;
    ends.push(index + 1);
    counts.push(inside);
    inside = 0;
  });
  if (trials === 0) refuseEmpty();
  if (inside > 0) {
    ends.push(space.size);
    counts.push(inside);
  }
  return { ends, counts, trials };
}

function listSearch(points: Float64Array, dimensions: number, batch: number): Search {
  const trials = dimensions === 0 ? 1 : points.length / dimensions;
  let k = 0;
  return {
    trials,
    adaptive: false,
    next: () => {
      if (k >= trials) return undefined;
      const from = k;
      k = Math.min(trials, k + batch);
      const part = points.slice(from * dimensions, k * dimensions);
      return { kind: "points", points: part, variants: k - from, first: from };
    },
    tell: () => {},
  };
}
