import type { FeedEvent } from "../../ports.ts";
import { passTime } from "./actor.ts";
import { settleFunding } from "./booking.ts";
import { applyImpact } from "./core.ts";
import type { Core } from "./exchange-state.ts";
import { liquidate } from "./liquidate.ts";
import { observe } from "./observe.ts";

/** Lets an exchange see what its market says: books, orders at rest, triggers, funding, liquidations. */
export function takeEvent(core: Core, event: FeedEvent): void {
  passAll(core, event.ts);
  if (event.kind === "timer") return;
  const actor = core.actors.get(event.symbol);
  if (!actor) return;
  observe(actor, core.observing, event);
  if (event.kind === "funding") settleFunding(core, actor, event.rate);
  else if (core.impacts.size > 0) applyImpact(core, actor);
  if (actor.instrument.kind !== "spot") liquidate(core, actor);
}

/** Lets time pass for all symbols. */
export function passAll(core: Core, nowMs: number): void {
  if (!(nowMs > core.nowMs)) return;
  core.nowMs = nowMs;
  for (const actor of core.actors.values()) passTime(actor, nowMs);
}
