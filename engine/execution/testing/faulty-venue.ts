import type { Random } from "../../core/random.ts";
import { parseGridCount } from "../../trade/grid.ts";
import type { Instrument } from "../../trade/instrument.ts";
import type { Amendment } from "../../trade/order-transitions.ts";
import type { VenueAction, VenueReport } from "../commands.ts";
import type { PlaceRequest } from "../venue-request.ts";

/** What the venue itself knows of an order. */
export interface VenueOrder {
  readonly request: PlaceRequest;
  lots: number;
  filled: number;
  status: "open" | "filled" | "cancelled" | "rejected" | "expired";
  readonly fills: VenueReport[];
}

export interface Message {
  readonly id: string;
  readonly report: VenueReport;
}

/** How often things go wrong, each a probability. */
export interface Faults {
  readonly requestLost: number;
  readonly answerLost: number;
  readonly repeated: number;
  readonly rejects: number;
}

/**
 * A venue behind a bad network: requests and answers get lost, answers come twice, all messages under way are lost with
 * the connection. What does arrive arrives in order, and what the venue knows is always right.
 */
export class FaultyVenue {
  readonly orders = new Map<string, VenueOrder>();
  readonly queue: Message[] = [];
  /** Orders under way: the venue gets them later. */
  readonly underway: PlaceRequest[] = [];
  faults: Faults;
  private fillCount = 0;
  private readonly instrument: Instrument;
  private readonly random: Random;

  constructor(instrument: Instrument, random: Random, faults: Faults) {
    this.instrument = instrument;
    this.random = random;
    this.faults = faults;
  }

  private chance(p: number): boolean {
    return this.random() < p;
  }

  private answer(id: string, report: VenueReport): void {
    if (this.chance(this.faults.answerLost)) return;
    this.queue.push({ id, report });
    if (this.chance(this.faults.repeated)) this.queue.push({ id, report });
  }

  /** Does what a manager wants done, if the request arrives. */
  receive(action: VenueAction): void {
    if (action.kind === "reconcile" || this.chance(this.faults.requestLost)) return;
    if (action.kind === "place") {
      if (this.chance(0.2)) this.underway.push(action.request);
      else this.place(action.request);
    } else if (action.kind === "query") this.query(action.id, action.askedMs);
    else if (action.kind === "cancel") this.cancel(action.id);
    else this.amend(action.request.clientOrderId, action.request.quantity);
  }

  /** What was under way arrives. */
  arrive(): void {
    for (const request of this.underway.splice(0)) this.place(request);
  }

  private place(request: PlaceRequest): void {
    const id = request.clientOrderId;
    if (this.orders.has(id)) throw new Error(`${id} was sent twice`);
    const lots = parseGridCount("quantity", this.instrument.lot, request.quantity);
    const status = this.chance(this.faults.rejects) ? "rejected" : "open";
    this.orders.set(id, { request, lots, filled: 0, status, fills: [] });
    this.answer(id, status === "open" ? { kind: "accept" } : { kind: "reject", reason: "no" });
  }

  private cancel(id: string): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") this.answer(id, { kind: "cancel-reject" });
    else {
      order.status = "cancelled";
      this.answer(id, { kind: "cancel", filledLots: order.filled });
    }
  }

  private amend(id: string, quantity: string | undefined): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") {
      this.answer(id, { kind: "amend-reject" });
      return;
    }
    const lots =
      quantity === undefined ? order.lots : parseGridCount("quantity", this.instrument.lot, quantity);
    order.lots = Math.max(lots, order.filled);
    if (order.lots === order.filled) order.status = "filled";
    this.answer(id, { kind: "amend", at: { lots: order.lots } });
  }

  private query(id: string, askedMs: number): void {
    const order = this.orders.get(id);
    if (!order) {
      this.answer(id, { kind: "absent", askedMs });
      return;
    }
    // One answer in several messages: all of it arrives, or nothing.
    if (this.chance(this.faults.answerLost)) return;
    const at: Amendment = { lots: order.lots };
    const end: Readonly<Record<VenueOrder["status"], VenueReport>> = {
      open: { kind: "accept", at, askedMs },
      filled: { kind: "accept", at, askedMs },
      cancelled: { kind: "cancel" },
      rejected: { kind: "reject", reason: "no" },
      expired: { kind: "expire" },
    };
    for (const report of [...order.fills, end[order.status]]) this.queue.push({ id, report });
  }

  /** The market fills some of an open order. */
  fill(id: string, most: number): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") return;
    const lots = Math.min(most, order.lots - order.filled);
    order.filled += lots;
    if (order.filled === order.lots) order.status = "filled";
    const fillId = `f${this.fillCount++}`;
    const report = { kind: "fill", fillId, lots, price: 100, liquidity: "maker", ts: 0 } as const;
    order.fills.push(report);
    this.answer(id, report);
  }

  /** The venue ends an order by itself. */
  expire(id: string): void {
    const order = this.orders.get(id);
    if (order?.status !== "open") return;
    order.status = "expired";
    this.answer(id, { kind: "expire", filledLots: order.filled });
  }

  /** The connection breaks: nothing that is under way arrives. */
  drop(): void {
    this.queue.length = 0;
  }
}
