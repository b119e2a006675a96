import type { Random } from "../../core/random.ts";
import type { Feed, FeedEvent } from "../../ports.ts";
import { activeSpell, beginFaults, createFaultClock, nextEdgeMs, passEdge } from "./fault-clock.ts";
import { marketFaults, only } from "./faulty-feed.ts";
import type { FaultKind, FaultPlan } from "./kinds.ts";

/** An event of a market, and whether the client of the venue sees it. */
export interface FaultyStep {
  readonly event: FeedEvent;
  readonly seen: boolean;
}

/**
 * A market under a fault plan, as venue and client live through it together: symbols halt, crash and are delisted for both;
 * while the client's feed stands still, the venue alone sees what happens. Recorded depth is never hidden: its changes
 * build on each other. `chance` gives independent chances by name; `note`
 * is told of each fault as it begins.
 */
export function* faultySteps(
  feed: Feed,
  plan: FaultPlan,
  symbols: readonly string[],
  chance: (name: string) => Random,
  note: (kind: FaultKind) => void = () => {},
): Generator<FaultyStep> {
  const clock = createFaultClock(only(plan, ["stale-feed"]), symbols, chance("stale"));
  for (const event of marketFaults(feed, plan, symbols, chance("market"), note)) {
    beginFaults(clock, event.ts);
    while (nextEdgeMs(clock) <= event.ts) {
      const { on, spell } = passEdge(clock);
      if (on) note(spell.kind);
    }
    const hides = event.kind !== "timer" && event.kind !== "depth" && event.kind !== "status";
    yield { event, seen: !(hides && activeSpell(clock, "stale-feed", event.symbol) !== undefined) };
  }
}
