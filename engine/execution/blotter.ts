import { between, checkFields, type FieldRule } from "../core/fields.ts";
import type { Instrument } from "../trade/instrument.ts";
import type { OrderGroup } from "../trade/order-group.ts";
import type { OrderState } from "../trade/order-state.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import type { CommandAnswer, VenueAction } from "./commands.ts";
import { type CommandMemory, createMemory } from "./idempotency.ts";

/** Bounds of an order manager: nothing in it grows beyond them. */
export interface BlotterLimits {
  /** Orders that are open or reserved for a group, and as many closed ones that are remembered. */
  readonly ordersMax: number;
  /** Commands that are remembered, and for how long. */
  readonly commandsMax: number;
  readonly keepMs: number;
  /** Wait for an answer before an order counts as unknown; the wait between queries doubles from it. */
  readonly answerMs: number;
  /** How long a request may be under way: before that, an order that the venue does not know may still arrive. */
  readonly arrivalMs: number;
  /** Queries of one order before it is left to reconciliation. */
  readonly queriesMax: number;
  /** Cancels and amends of one order that the venue refuses in a row before its group leaves it to reconciliation. */
  readonly refusalsMax: number;
  /** Market orders sent for one bracket whose exits failed. */
  readonly exitsMax: number;
}

export const blotterLimits: BlotterLimits = {
  ordersMax: 10_000,
  commandsMax: 1_000_000,
  keepMs: 86_400_000,
  answerMs: 5_000,
  arrivalMs: 60_000,
  queriesMax: 12,
  refusalsMax: 5,
  exitsMax: 3,
};

/** One order and what its manager keeps beside it. */
export interface Entry {
  order: OrderState;
  readonly group: string | undefined;
  readonly placedMs: number;
  /** When something was last asked of the venue that changes the order. */
  sentMs: number;
  /** When the question that is open was last asked. */
  askedMs: number;
  queries: number;
  /** Cancels and amends that the venue refused in a row. */
  refused: number;
  /** A cancel that waits for the order to be found. */
  cancelWanted: boolean;
}

/** Orders that depend on each other, with the terms of those that are still to be placed. */
export interface GroupEntry {
  group: OrderGroup;
  readonly source: { readonly symbol: string; readonly sequence: number };
  readonly terms: ReadonlyMap<string, OrderTerms>;
  /** Latest state of each that was placed. */
  readonly orders: Map<string, OrderState>;
}

/**
 * All orders of a run. Owned and changed in place by the order manager alone; the orders in it are immutable. Made
 * again by giving a new manager the same inputs.
 */
export interface Blotter {
  readonly run: string;
  readonly instruments: Readonly<Record<string, Instrument>>;
  readonly limits: BlotterLimits;
  readonly open: Map<string, Entry>;
  /** Orders that have ended, oldest first. */
  readonly closed: Map<string, { readonly order: OrderState; readonly atMs: number }>;
  readonly groups: Map<string, GroupEntry>;
  readonly memory: CommandMemory;
}

/** What one input leads to, as it is collected. */
export interface Draft {
  readonly actions: VenueAction[];
  readonly answers: CommandAnswer[];
}

const whole: FieldRule = [
  "a whole number above 0",
  (value) => Number.isSafeInteger(value) && (value as number) > 0,
];
const duration = between(1, Number.MAX_SAFE_INTEGER, "milliseconds of at least 1");

/** An order manager's state before its first input. Throws a UserError for limits out of range. */
export function createBlotter(
  run: string,
  instruments: readonly Instrument[],
  limits: Partial<BlotterLimits> = {},
): Blotter {
  checkFields("limit of the order manager", limits, {
    ordersMax: whole,
    commandsMax: whole,
    keepMs: duration,
    answerMs: duration,
    arrivalMs: duration,
    queriesMax: whole,
    refusalsMax: whole,
    exitsMax: whole,
  });
  const all = { ...blotterLimits, ...limits };
  return {
    run,
    instruments: Object.fromEntries(instruments.map((instrument) => [instrument.symbol, instrument])),
    limits: all,
    open: new Map(),
    closed: new Map(),
    groups: new Map(),
    memory: createMemory(all.keepMs, all.commandsMax),
  };
}

/** The present state of an order; undefined if it was never placed or ended long ago. */
export const orderOf = (blotter: Blotter, id: string): OrderState | undefined =>
  blotter.open.get(id)?.order ?? blotter.closed.get(id)?.order;

/** Orders that are open, and those that open groups may still place. */
export function committedOrders({ open, groups }: Blotter): number {
  let count = open.size;
  for (const { terms, orders } of groups.values()) count += terms.size - Math.min(terms.size, orders.size);
  return count;
}
