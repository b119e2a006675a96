import { type Image, imageOf, restoreImage } from "../../core/image.ts";
import type { FeedEvent, LinkMessage, OrderMessage, SimulatedVenue } from "../../ports.ts";
import type { Instrument } from "../../trade/instrument.ts";
import { activeSpell, beginFaults, createFaultClock, nextEdgeMs, passEdge } from "../faults/fault-clock.ts";
import type { FaultPlan } from "../faults/kinds.ts";
import { createLatency, type LatencySpec, noLatency } from "../latency/latency.ts";
import { checkClock } from "../limits/clock-check.ts";
import { passRate } from "../limits/rate-limiter.ts";
import { type Refusal, refusal } from "../limits/refusal.ts";
import { termsOf } from "./actor.ts";
import { dueOf, takeNext } from "./agenda.ts";
import { addClient, chanceOf, createCore } from "./core.ts";
import type { Client, Core } from "./exchange-state.ts";
import { passAll, takeEvent } from "./market-event.ts";
import {
  type Action,
  createNetwork,
  hits,
  isDown,
  type Network,
  type Request,
  sendBack,
  sendOut,
  takeEdge,
} from "./network.ts";
import { type MarketWishes, marketOptions } from "./options.ts";
import { amendOrder, cancelOrder, findOrder, isRefusal, placeOrder } from "./orders.ts";
import { standingAt } from "./standing.ts";
import type { Held } from "./state.ts";

/** What an exchange is like, and what lies between it and its client. All fields have defaults. */
export interface ExchangeOptions extends MarketWishes {
  readonly latency?: LatencySpec;
  readonly faults?: FaultPlan;
}

/** A simulated exchange as its one client sees it. */
export interface Exchange extends SimulatedVenue {
  readonly links: () => readonly LinkMessage[];
  /** What it knows: for tests and reports. Nobody changes it. */
  readonly core: Core;
  readonly client: Client;
  readonly network: Network;
}

interface Works {
  readonly core: Core;
  readonly client: Client;
  readonly network: Network;
  /** Requests that wait for the depth of their symbol to be known again. */
  readonly waiting: Map<string, Request[]>;
}

/**
 * An exchange on simulated time: an order book for each symbol, made around prices or replayed from recorded depth, the
 * filters, limits and fees of a real one, and a network with latency and faults between it and its client. Everything
 * follows from its options, their seeds, and the events that it sees. Throws a UserError for options that make no sense.
 *
 * While recorded depth has a gap, requests for that symbol wait for the next snapshot: what they would have met is not
 * known. An order that comes again under its client order id within 24 hours is answered, not placed.
 */
export function createExchange(instruments: readonly Instrument[], given: ExchangeOptions = {}): Exchange {
  const { latency = noLatency, faults, ...wishes } = given;
  const options = marketOptions(wishes);
  const symbols = instruments.map(({ symbol }) => symbol);
  const clock = faults && createFaultClock(faults, symbols, chanceOf(faults.seed, "faults"));
  const network = createNetwork(
    createLatency(latency, chanceOf(options.seed, "latency")),
    clock,
    chanceOf(faults?.seed ?? options.seed, "network"),
  );
  const core = createCore(instruments, options, (_, held, report, fee) =>
    sendBack(network, held.id, report, fee, core.nowMs),
  );
  const works: Works = { core, client: addClient(core, "client"), network, waiting: new Map() };
  return {
    core,
    client: works.client,
    network,
    send: (action, nowMs) => {
      catchUp(works, nowMs);
      sendOut(network, action, nowMs);
    },
    observe: (event) => observe(works, event),
    dueMs: () =>
      Math.min(dueOf(network.inbox), dueOf(network.outbox), clock?.begun ? nextEdgeMs(clock) : never),
    advance: (nowMs) => {
      catchUp(works, nowMs);
      return deliver(works, nowMs);
    },
    links: () => network.links.splice(0),
    standing: (sinceMs, nowMs) => {
      catchUp(works, nowMs);
      return isDown(network) ? undefined : standingAt(core, works.client, sinceMs, nowMs);
    },
    keep: () => imageOf(rootsOf(works)),
    restore: (kept) => restoreImage(rootsOf(works), kept as Image),
  };
}

/** What all that an exchange knows can be reached from, and what others hold of it. */
const rootsOf = (works: Works): readonly object[] => [works, works.core, works.client, works.network];

const never = Number.POSITIVE_INFINITY;

/** Requests of one symbol that wait for its book at most. */
const waitingMax = 10_000;

/** Carries out what is due before a moment, or at it: requests that arrive, faults that begin and end. */
function catchUp(works: Works, nowMs: number): void {
  const { network, core } = works;
  const { inbox, faults } = network;
  if (faults) beginFaults(faults, nowMs);
  for (;;) {
    const [request, edge] = [dueOf(inbox), faults ? nextEdgeMs(faults) : never];
    const next = Math.min(request, edge);
    if (next > nowMs) return;
    passAll(core, next);
    if (edge <= request) takeEdge(network, passEdge(faults!));
    else arrive(works, takeNext(inbox));
  }
}

function deliver({ network }: Works, nowMs: number): OrderMessage[] {
  const { outbox } = network;
  const messages: OrderMessage[] = [];
  while (dueOf(outbox) <= nowMs) messages.push(takeNext(outbox));
  return messages;
}

function observe(works: Works, event: FeedEvent): void {
  const { core, waiting } = works;
  catchUp(works, event.ts);
  takeEvent(core, event);
  if (event.kind !== "depth" || waiting.size === 0 || core.actors.get(event.symbol)?.stale) return;
  const requests = waiting.get(event.symbol) ?? [];
  waiting.delete(event.symbol);
  for (const request of requests) arrive(works, request);
}

/** A request reaches the matching: it is carried out, refused, or waits for a book that is known. */
function arrive(works: Works, request: Request): void {
  const { core, network } = works;
  const { action } = request;
  if (action.kind === "reconcile") return;
  const symbol = action.kind === "place" || action.kind === "amend" ? action.request.symbol : action.symbol;
  if (action.kind !== "query" && core.actors.get(symbol)?.stale) {
    const queue = works.waiting.get(symbol) ?? [];
    works.waiting.set(symbol, queue);
    if (queue.length < waitingMax) queue.push(request);
    else sayRefused(works, action, refusal("outage", "Too many requests wait for the book."));
    return;
  }
  const { faults } = network;
  if (faults && isTurnedAway(faults, action, symbol)) return;
  const refused = admit(works, request);
  if (refused) sayRefused(works, action, refused);
  else if (hits(network, "server-error")) {
    // Half of what fails with 5xx was carried out all the same.
    if (network.random() < 0.5) return;
    network.mute = true;
    carryOut(works, action);
    network.mute = false;
  } else carryOut(works, action);
}

/** Whether the venue is there and does not do this now; nobody hears why. */
const isTurnedAway = (faults: NonNullable<Network["faults"]>, { kind }: Action, symbol: string): boolean =>
  activeSpell(faults, "outage") !== undefined ||
  activeSpell(faults, "restart") !== undefined ||
  (kind === "place" && activeSpell(faults, "partial-outage", symbol) !== undefined);

const weights: Readonly<Record<Action["kind"], number>> = {
  place: 1,
  amend: 1,
  cancel: 1,
  query: 4,
  reconcile: 0,
};

/** What the door says: the limits of rate, and the request's own clock. */
function admit({ core, client }: Works, { action, stampedMs, arrivedMs }: Request): Refusal | undefined {
  const orders = action.kind === "place" ? 1 : 0;
  const refused = client.limiter && passRate(client.limiter, weights[action.kind], orders, arrivedMs);
  return refused ?? checkClock(stampedMs, core.options.receiveWindowMs, arrivedMs);
}

function carryOut(works: Works, action: Action): void {
  const { core, client } = works;
  const { nowMs } = core;
  if (action.kind === "query") {
    answer(works, action.id, action.askedMs);
    return;
  }
  if (action.kind === "place") {
    const known = findOrder(core, client, action.request.clientOrderId);
    // It came before: what became of it is the answer, and nothing is placed.
    if (known) repeat(works, known);
    else {
      const placed = placeOrder(core, client, action.request, nowMs);
      if (isRefusal(placed)) sayRefused(works, action, placed);
    }
  } else if (action.kind === "amend") {
    const refused = amendOrder(core, client, action.request, nowMs);
    if (refused) sayRefused(works, action, refused);
  } else if (action.kind === "cancel") {
    const cancelled = cancelOrder(core, client, action.id, nowMs);
    if (isRefusal(cancelled)) sayRefused(works, action, cancelled);
  }
}

/** Says why a request was not carried out; a question that was turned away has no answer. */
function sayRefused({ network, core }: Works, action: Action, { rule }: Refusal): void {
  const { nowMs } = core;
  if (action.kind === "place") {
    sendBack(network, action.request.clientOrderId, { kind: "reject", reason: rule }, undefined, nowMs);
  } else if (action.kind === "amend") {
    sendBack(network, action.request.clientOrderId, { kind: "amend-reject" }, undefined, nowMs);
  } else if (action.kind === "cancel") {
    sendBack(network, action.id, { kind: "cancel-reject" }, undefined, nowMs);
  }
}

/** Says again what was said of an order: its fills, then how it stands or how it ended. */
function repeat({ network, core }: Works, held: Held, askedMs?: number): void {
  const { nowMs } = core;
  for (const { report, fee } of held.told) {
    if (report.kind === "fill") sendBack(network, held.id, report, fee, nowMs);
  }
  const last = held.told.at(-1)!.report;
  if (held.end === undefined || held.end === "filled") {
    const asked = askedMs === undefined ? {} : { askedMs };
    const filledLots = held.filled;
    sendBack(network, held.id, { kind: "accept", at: termsOf(held), filledLots, ...asked }, undefined, nowMs);
  } else sendBack(network, held.id, last, undefined, nowMs);
}

function answer(works: Works, id: string, askedMs: number): void {
  const { core, client, network } = works;
  const held = findOrder(core, client, id);
  if (held) repeat(works, held, askedMs);
  else sendBack(network, id, { kind: "absent", askedMs }, undefined, core.nowMs);
}
