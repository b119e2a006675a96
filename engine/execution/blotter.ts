import { between, checkFields, type FieldRule } from "../core/fields.ts";
import type { Instrument } from "../trade/instrument.ts";
import type { OrderGroup } from "../trade/order-group.ts";
import type { OrderState } from "../trade/order-state.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import { type IdStem, idStem } from "./client-id.ts";
import { createDigest, type Digest } from "./digest.ts";
import { type CommandMemory, createMemory } from "./idempotency.ts";
import { createOrderTable, findEntry, type OrderTable } from "./order-table.ts";

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

/** Orders that depend on each other, with the terms of those that are still to be placed. */
export interface GroupEntry {
  group: OrderGroup;
  readonly source: { readonly symbol: string; readonly sequence: number };
  readonly terms: ReadonlyMap<string, OrderTerms>;
  /** Those that were placed, as they stand. */
  readonly orders: Map<string, OrderState>;
}

/** What can be traded, and the stem of its orders' ids. */
export interface Listing {
  readonly instrument: Instrument;
  readonly stem: IdStem;
}

/**
 * All orders of a run. Owned and changed in place by the order manager alone, the orders in it too: {@link orderOf}
 * gives what stays as it is. Made again by giving a new manager the same inputs.
 */
export interface Blotter {
  readonly run: string;
  readonly listings: ReadonlyMap<string, Listing>;
  readonly limits: BlotterLimits;
  readonly orders: OrderTable;
  readonly groups: Map<string, GroupEntry>;
  /** Orders that open groups may still place. */
  reserved: number;
  readonly memory: CommandMemory;
  /** The digest of the command that is being taken. */
  readonly digest: Digest;
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
  const symbols = instruments.map(({ symbol }) => symbol);
  return {
    run,
    listings: new Map(
      instruments.map((instrument) => [
        instrument.symbol,
        { instrument, stem: idStem(run, instrument.symbol) },
      ]),
    ),
    limits: all,
    orders: createOrderTable(all.ordersMax),
    groups: new Map(),
    reserved: 0,
    memory: createMemory(all.keepMs, all.commandsMax, symbols),
    digest: createDigest(),
  };
}

/**
 * The present state of an order, which later events do not change; undefined if it was never placed or ended long ago.
 */
export function orderOf({ orders }: Blotter, id: string): OrderState | undefined {
  const entry = findEntry(orders, id);
  return entry && { ...entry.order };
}

/** Orders of a group that may still be placed. */
export const reservedOf = ({ terms, orders }: GroupEntry): number => Math.max(0, terms.size - orders.size);
