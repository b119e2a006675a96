import type { Random } from "../../core/random.ts";
import type { Feed, FeedEvent } from "../../ports.ts";
import {
  activeSpell,
  beginFaults,
  createFaultClock,
  type Edge,
  type FaultClock,
  nextEdgeMs,
  passEdge,
} from "./fault-clock.ts";
import type { FaultKind, FaultPlan, SpellFault } from "./kinds.ts";

/** A plan of those spells alone, so that market and client each see their own from one plan. */
export function only({ seed, rates, spells, timeline }: FaultPlan, kinds: readonly SpellFault[]): FaultPlan {
  const has = (kind: string) => (kinds as readonly string[]).includes(kind);
  return {
    seed,
    rates: Object.fromEntries(Object.keys(rates).map((kind) => [kind, 0])) as FaultPlan["rates"],
    spells: Object.fromEntries(
      Object.entries(spells).map(([kind, rate]) => [kind, has(kind) ? rate : { ...rate, perDay: 0 }]),
    ) as FaultPlan["spells"],
    timeline: timeline.filter(({ kind }) => has(kind)),
  };
}

/** What hits a market itself, whoever trades there. */
export const marketKinds = ["halt", "flash-crash", "delisting"] as const;

/**
 * The market as it is for everybody under a fault plan: symbols halt and go on, crash and come back, or are delisted.
 * Give it to venue and trader alike. `note` is told of each fault as it begins.
 */
export function* marketFaults(
  feed: Feed,
  plan: FaultPlan,
  symbols: readonly string[],
  random: Random,
  note: (kind: FaultKind) => void = () => {},
): Generator<FeedEvent> {
  const clock = createFaultClock(only(plan, marketKinds), symbols, random);
  const gone = new Set<string>();
  for (const event of feed) {
    beginFaults(clock, event.ts);
    while (nextEdgeMs(clock) <= event.ts) {
      const edge = passEdge(clock);
      if (edge.on) note(edge.spell.kind);
      yield* statusOf(edge, symbols, gone);
    }
    if (event.kind === "timer") {
      yield event;
      continue;
    }
    if (gone.has(event.symbol) || activeSpell(clock, "halt", event.symbol)) continue;
    yield crashed(clock, event);
  }
}

function* statusOf(
  { ts, on, spell }: Edge,
  symbols: readonly string[],
  gone: Set<string>,
): Generator<FeedEvent> {
  for (const symbol of spell.symbol === undefined ? symbols : [spell.symbol]) {
    if (gone.has(symbol)) continue;
    if (spell.kind === "delisting") {
      gone.add(symbol);
      yield { kind: "status", ts, symbol, status: "delisted" };
    } else if (spell.kind === "halt") yield { kind: "status", ts, symbol, status: on ? "halted" : "trading" };
  }
}

/** An event with its prices as a crash has them: down by its size at once, back in a straight line. */
function crashed(clock: FaultClock, event: Exclude<FeedEvent, { readonly kind: "timer" }>): FeedEvent {
  const spell = activeSpell(clock, "flash-crash", event.symbol);
  if (!spell) return event;
  const left = (spell.toMs - event.ts) / (spell.toMs - spell.fromMs);
  const part = 1 - spell.size * Math.max(0, Math.min(1, left));
  switch (event.kind) {
    case "trade":
      return { ...event, price: event.price * part };
    case "quote":
      return { ...event, bid: event.bid * part, ask: event.ask * part };
    case "bar":
      return { ...event, low: Math.min(event.low, event.close * part), close: event.close * part };
    // Recorded depth changes level by level and stays as it is: the trades of the crash sweep it, and it comes back.
    default:
      return event;
  }
}

/**
 * The market as one client sees it under a fault plan: nothing while its feed stands still. What happened meanwhile it
 * never hears of; recorded depth has a gap then. Give it to the trader alone.
 */
export function* clientFaults(
  feed: Feed,
  plan: FaultPlan,
  symbols: readonly string[],
  random: Random,
): Generator<FeedEvent> {
  const clock = createFaultClock(only(plan, ["stale-feed"]), symbols, random);
  const missed = new Set<string>();
  for (const event of feed) {
    beginFaults(clock, event.ts);
    while (nextEdgeMs(clock) <= event.ts) passEdge(clock);
    if (event.kind === "timer") yield event;
    else if (activeSpell(clock, "stale-feed", event.symbol)) {
      if (event.kind === "depth") missed.add(event.symbol);
    } else {
      if (missed.delete(event.symbol)) yield { kind: "gap", ts: event.ts, symbol: event.symbol };
      yield event;
    }
  }
}
