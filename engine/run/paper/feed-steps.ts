import { assert } from "../../core/errors.ts";
import type { Feed, FeedEvent } from "../../ports.ts";
import { chanceOf } from "../../venue/exchange/core.ts";
import { clientFaults, marketFaults } from "../../venue/faults/faulty-feed.ts";
import type { FaultPlan } from "../../venue/faults/kinds.ts";
import type { FeedStep } from "./session-feed.ts";

/**
 * A feed as venue and trader see it under a fault plan: the market's own faults (halts, crashes, delistings) are for both, a
 * feed that stands still for the trader alone. Deterministic: a session that goes on skips what it was shown before.
 */
export function* feedSteps(
  feed: Feed,
  faults: FaultPlan | undefined,
  symbols: readonly string[],
  skip = 0,
): Generator<FeedStep> {
  let count = 0;
  for (const step of faults ? faultySteps(feed, faults, symbols) : plainSteps(feed)) {
    if (count++ >= skip) yield step;
  }
}

function* plainSteps(feed: Feed): Generator<FeedStep> {
  for (const event of feed) yield { event, seen: true };
}

function* faultySteps(feed: Feed, faults: FaultPlan, symbols: readonly string[]): Generator<FeedStep> {
  // What the market said since the trader last saw something.
  const said: FeedEvent[] = [];
  const market = marketFaults(feed, faults, symbols, chanceOf(faults.seed, "market"));
  for (const event of clientFaults(noted(market, said), faults, symbols, chanceOf(faults.seed, "client"))) {
    assert(event.kind !== "gap", "a replay of bars has no depth that could have a gap");
    for (const missed of said.splice(0)) yield { event: missed, seen: missed === event };
  }
  for (const event of said) yield { event, seen: false };
}

function* noted(feed: Feed, said: FeedEvent[]): Generator<FeedEvent> {
  for (const event of feed) {
    said.push(event);
    yield event;
  }
}
