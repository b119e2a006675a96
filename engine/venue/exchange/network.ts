import { exponential } from "../../core/distributions.ts";
import type { Random } from "../../core/random.ts";
import type { LinkMessage, OrderMessage, SimulatedVenue } from "../../ports.ts";
import { activeSpell, type Edge, type FaultClock, strikes } from "../faults/fault-clock.ts";
import type { FaultKind } from "../faults/kinds.ts";
import { drawLatency, type Latency } from "../latency/latency.ts";
import { type Agenda, addTo, clearAgenda, createAgenda } from "./agenda.ts";
import type { Fee, Report } from "./state.ts";

export type Action = Parameters<SimulatedVenue["send"]>[0];

/** A request on its way to the venue. */
export interface Request {
  readonly action: Action;
  /** What its sender's clock said, and when it reached the venue's door. */
  readonly stampedMs: number;
  readonly arrivedMs: number;
}

/** What lies between a client and the exchange: time, and everything that goes wrong. */
export interface Network {
  readonly latency: Latency;
  readonly faults: FaultClock | undefined;
  readonly random: Random;
  readonly inbox: Agenda<Request>;
  readonly outbox: Agenda<OrderMessage>;
  /** Arrivals of the last request and answer: what sets out later on one connection does not arrive sooner. */
  lastInMs: number;
  lastOutMs: number;
  /** Whether the answers of the request that is carried out now get lost. */
  mute: boolean;
  readonly links: LinkMessage[];
  /** How often each fault has struck, and what was said and asked. */
  readonly struck: Partial<Record<FaultKind, number>>;
  readonly counts: { requests: number; reports: number };
}

export const createNetwork = (latency: Latency, faults: FaultClock | undefined, random: Random): Network => ({
  latency,
  faults,
  random,
  inbox: createAgenda(),
  outbox: createAgenda(),
  lastInMs: Number.NEGATIVE_INFINITY,
  lastOutMs: Number.NEGATIVE_INFINITY,
  mute: false,
  links: [],
  struck: {},
  counts: { requests: 0, reports: 0 },
});

/** Links that nobody has asked for are kept, the latest of them. */
const linksMax = 10_000;

function count(network: Network, kind: FaultKind): true {
  network.struck[kind] = (network.struck[kind] ?? 0) + 1;
  return true;
}

/** Whether a fault hits this message; counted if it does. */
export const hits = (network: Network, kind: Parameters<typeof strikes>[1]): boolean =>
  network.faults !== undefined && strikes(network.faults, kind) && count(network, kind);

/** Whether nothing can get to the venue or be carried out there, for a reason that is counted. */
export function isDown({ faults }: Network): boolean {
  if (!faults || faults.active.length === 0) return false;
  return (["disconnect", "outage", "restart"] as const).some(
    (kind) => activeSpell(faults, kind) !== undefined,
  );
}

/** Sends a request out, unless it gets lost. */
export function sendOut(network: Network, action: Action, nowMs: number): void {
  network.counts.requests++;
  if (isDown(network) || hits(network, "drop-request")) return;
  const { latency, faults } = network;
  const skewMs = faults ? (activeSpell(faults, "wrong-clock")?.size ?? 0) : 0;
  const arrivedMs = Math.max(network.lastInMs, nowMs + drawLatency(latency, "out", nowMs));
  network.lastInMs = arrivedMs;
  const request = { action, stampedMs: nowMs + skewMs, arrivedMs };
  addTo(network.inbox, arrivedMs + drawLatency(latency, "match", arrivedMs), request);
}

/** How late a delayed message is in the mean, ms. */
const delayMeanMs = 2_000;

/** Sends what the venue says on its way back, unless it gets lost. */
export function sendBack(
  network: Network,
  id: string,
  report: Report,
  fee: Fee | undefined,
  nowMs: number,
): void {
  network.counts.reports++;
  if (network.mute) return;
  const { latency, faults, random, outbox } = network;
  if (faults) {
    if (activeSpell(faults, "disconnect") || hits(network, "drop-reply") || hits(network, "malformed-reply"))
      return;
  }
  let ts = Math.max(network.lastOutMs, nowMs + drawLatency(latency, "back", nowMs));
  if (faults && hits(network, "reorder-event")) ts += exponential(random, 1 / delayMeanMs);
  else {
    if (faults && hits(network, "delay-event")) ts += exponential(random, 1 / delayMeanMs);
    network.lastOutMs = ts;
  }
  addTo(outbox, ts, fee ? { ts, id, report, fee } : { ts, id, report });
  if (!faults || !hits(network, "duplicate-reply")) return;
  const again = ts + exponential(random, 1 / delayMeanMs);
  addTo(outbox, again, fee ? { ts: again, id, report, fee } : { ts: again, id, report });
}

/** Lets a spell begin or end: what it does to connection and messages under way. */
export function takeEdge(network: Network, { ts, on, spell }: Edge): void {
  const { kind } = spell;
  if (on) count(network, kind);
  if (kind !== "disconnect" && kind !== "restart") return;
  if (on) {
    // What is under way is lost; what was done stays done, but nobody hears of it.
    clearAgenda(network.inbox);
    clearAgenda(network.outbox);
  }
  network.links.push({ ts, kind: on ? "disconnected" : "connected" });
  if (network.links.length > linksMax) network.links.shift();
}
