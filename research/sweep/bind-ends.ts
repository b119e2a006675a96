import { plan, type Strategy } from "../../engine/graph/strategy.ts";
import type { Batch, Search } from "./batch.ts";
import { eachPoint, evaluateBatch } from "./evaluate-batch.ts";
import type { Space } from "./space.ts";

/** On what a strategy is bound. */
interface Bound {
  readonly strategy: Strategy;
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
}

/**
 * Binds the first variant of a search, whose first batches are used up by it, and throws what it throws, with its name unless
 * another of them fails alike: too few symbols or a missing model are known before anything is announced or computed.
 */
export function bindEnds(space: Space, search: Search, { strategy, symbols, timeframeMs }: Bound): void {
  const batch = search.next();
  if (!batch) return;
  let bound = false;
  const evaluate = (params: Readonly<Record<string, unknown>>): void => {
    if (!bound) plan(strategy, { params, symbols, timeframeMs });
    bound = true;
  };
  // Of a single variant none can be left out.
  if (search.trials === 1) {
    eachPoint(space, batch, (point) => evaluate(space.paramsAt(point)));
    return;
  }
  // A batch of one variant has no other end.
  const next = batch.variants > 1 || search.adaptive ? undefined : search.next();
  evaluateBatch(space, { width: 1, evaluate }, endsOf(space, next ? [batch, next] : [batch]));
}

/** The first and the last variant of batches, as a batch. */
function endsOf(space: Space, batches: readonly Batch[]): Batch {
  let first: Float64Array | undefined;
  const last = new Float64Array(space.axes.length);
  const visit = (point: Float64Array): void => {
    first ??= point.slice();
    last.set(point);
  };
  for (const batch of batches) eachPoint(space, batch, visit);
  const several = batches.reduce((sum, { variants }) => sum + variants, 0) > 1;
  const ends = several ? [first!, last] : [last];
  const points = Float64Array.from(ends.flatMap((point) => [...point]));
  return { kind: "points", points, variants: ends.length, first: 0 };
}
