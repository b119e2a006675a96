import { exponential } from "../../core/distributions.ts";
import type { Random } from "../../core/random.ts";
import {
  activeSpell,
  beginFaults,
  createFaultClock,
  type FaultClock,
  nextEdgeMs,
  passEdge,
  strikes,
} from "../../venue/faults/fault-clock.ts";
import type { FaultPlan, MessageFault } from "../../venue/faults/kinds.ts";
import { type Refusal, refusal } from "../../venue/limits/refusal.ts";

/** What becomes of a request: `lost` is never carried out, `mute` is carried out without an answer. */
export type Fate =
  | { readonly kind: "served" | "lost" | "mute" | "malformed" }
  | { readonly kind: "failed"; readonly carriedOut: boolean; readonly answer: Refusal };

/** Faults of a real connection, on the wall clock. */
export interface WireFaults {
  /** Draws what becomes of a request. */
  readonly fateOf: (method: string, path: string) => Fate;
  /** Ms after which an event goes out on a stream, each time that it does; none where it is lost. */
  readonly deliveries: () => readonly number[];
  /** Whether the streams of the market stand still. */
  readonly isStale: () => boolean;
  /** By how many ms the clients' clocks are ahead of the exchange's. */
  readonly skewMs: () => number;
  /** Lets spells begin and end; whether open connections are cut now. */
  readonly tick: () => boolean;
}

const served: Fate = { kind: "served" };

/** How late a delayed event is in the mean, ms. */
const delayMeanMs = 2_000;

/** The faults of a plan that a connection can have. Those of the market are `marketFaults`. */
export function createWireFaults(plan: FaultPlan, random: Random, wallMs: () => number): WireFaults {
  const clock = createFaultClock(plan, [], random);
  const tick = (): boolean => {
    const now = wallMs();
    beginFaults(clock, now);
    let cut = false;
    while (nextEdgeMs(clock) <= now) {
      const { on, spell } = passEdge(clock);
      cut ||= on && (spell.kind === "disconnect" || spell.kind === "restart");
    }
    return cut;
  };
  return {
    tick,
    isStale: () => activeSpell(clock, "stale-feed") !== undefined,
    skewMs: () => activeSpell(clock, "wrong-clock")?.size ?? 0,
    fateOf: (method, path) => {
      tick();
      return fateOf(clock, method, path);
    },
    deliveries: () => {
      tick();
      if (activeSpell(clock, "disconnect") || strikes(clock, "drop-reply")) return [];
      const late = (kind: MessageFault) => (strikes(clock, kind) ? exponential(random, 1 / delayMeanMs) : 0);
      const ms = late("delay-event") + late("reorder-event");
      return strikes(clock, "duplicate-reply") ? [ms, ms + exponential(random, 1 / delayMeanMs)] : [ms];
    },
  };
}

function fateOf(clock: FaultClock, method: string, path: string): Fate {
  if (activeSpell(clock, "disconnect")) return { kind: "lost" };
  const down = (text: string): Fate => ({
    kind: "failed",
    carriedOut: false,
    answer: refusal("outage", text),
  });
  if (activeSpell(clock, "outage") || activeSpell(clock, "restart")) return down("Service unavailable.");
  if (activeSpell(clock, "partial-outage") && method === "POST" && path.startsWith("order")) {
    return down("Order service unavailable.");
  }
  if (strikes(clock, "drop-request")) return { kind: "lost" };
  if (strikes(clock, "server-error")) {
    const answer = refusal("fault", "Internal error; unable to process your request. Please try again.");
    // Half of what fails was carried out all the same.
    return { kind: "failed", carriedOut: clock.random() < 0.5, answer };
  }
  if (strikes(clock, "drop-reply")) return { kind: "mute" };
  return strikes(clock, "malformed-reply") ? { kind: "malformed" } : served;
}
