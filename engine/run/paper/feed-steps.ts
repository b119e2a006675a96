import type { Feed, FeedStep } from "../../ports.ts";
import { chanceOf } from "../../venue/exchange/core.ts";
import { faultySteps } from "../../venue/faults/faulty-steps.ts";
import type { FaultPlan } from "../../venue/faults/kinds.ts";

/**
 * A feed as venue and trader see it, under a fault plan where there is one, from its event number `skip` on: a session that
 * goes on skips what it was shown before. Deterministic.
 */
export function* feedSteps(
  feed: Feed,
  faults: FaultPlan | undefined,
  symbols: readonly string[],
  skip = 0,
): Generator<FeedStep> {
  let count = 0;
  const steps = faults
    ? faultySteps(feed, faults, symbols, (name) => chanceOf(faults.seed, name))
    : plainSteps(feed);
  for (const step of steps) if (count++ >= skip) yield step;
}

function* plainSteps(feed: Feed): Generator<FeedStep> {
  for (const event of feed) yield { event, seen: true };
}
