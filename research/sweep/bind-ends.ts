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
 * Binds the first variant of a search, whose first batch is used up by it, and throws what it throws, with its name unless the
 * last of the batch fails alike: too few symbols or a missing model are known before anything is announced or computed.
 */
export function bindEnds(space: Space, search: Search, { strategy, symbols, timeframeMs }: Bound): void {
  const batch = search.next();
  if (!batch) return;
  let bound = false;
  const evaluate = (params: Readonly<Record<string, unknown>>): void => {
    if (!bound) plan(strategy, { params, symbols, timeframeMs });
    bound = true;
  };
  evaluateBatch(space, { width: 1, evaluate }, endsOf(space, batch));
}

/** The first and the last variant of a batch, as a batch. */
function endsOf(space: Space, batch: Batch): Batch {
  let first: Float64Array | undefined;
  const last = new Float64Array(space.axes.length);
  eachPoint(space, batch, (point) => {
    first ??= point.slice();
    last.set(point);
  });
  const ends = batch.variants > 1 ? [first!, last] : [last];
  const points = Float64Array.from(ends.flatMap((point) => [...point]));
  return { kind: "points", points, variants: ends.length, first: 0 };
}
