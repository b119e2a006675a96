import type { Blotter } from "../../execution/blotter.ts";
import type { Command, ManagerInput, SingleCommand, VenueAction } from "../../execution/commands.ts";
import type { CommandResult } from "../../execution/idempotency.ts";
import { manage } from "../../execution/order-manager.ts";
import type { Venue } from "../../ports.ts";
import type { BreakerBoard } from "../../risk/breaker.ts";
import type { Instrument } from "../../trade/instrument.ts";
import type { Order } from "../../trade/order.ts";
import type { Lot } from "../../trade/position.ts";
import type { ExitReason } from "../result.ts";
import type { Session, Slot } from "../session.ts";
import { type BarBuilder, createBarBuilder } from "./bar-builder.ts";

/** An order of a decision at the venue. */
export interface Sent {
  readonly order: Order;
  /** Price of its symbol when it was sent, from which its slippage is measured. */
  readonly reference: number;
  readonly sentMs: number;
  /** Whether it was asked back: nothing new is sent before its fate is known. */
  leaving: boolean;
}

/** What protects one lot at the venue: a stop, a target, or both, of which one cancels the other. */
export interface Guard {
  readonly lot: Lot;
  /** Lots of the instrument that it still covers. */
  lots: number;
  readonly stopId: string | undefined;
  readonly targetId: string | undefined;
  /** Those that are still there. */
  readonly alive: Set<string>;
  leaving: boolean;
}

/** All that is kept of one symbol beside its slot. */
export interface Post {
  readonly slot: Slot;
  readonly instrument: Instrument;
  readonly bar: BarBuilder;
  /** The last price, and the quote; NaN before the first. */
  last: number;
  bid: number;
  ask: number;
  /** Number of the next command. */
  sequence: number;
  readonly sent: Map<string, Sent>;
  readonly guards: Map<Lot, Guard>;
  /** Market orders that leave lots whose time is over, by id, with the reason. */
  readonly exits: Map<string, { readonly lot: Lot; readonly reason: ExitReason; readonly reference: number }>;
}

/** What a trader works with: the session, the order manager, the venue and the breakers. */
export interface Desk {
  readonly session: Session;
  readonly blotter: Blotter;
  readonly venue: Venue;
  readonly board: BreakerBoard;
  readonly posts: ReadonlyMap<string, Post>;
  /** Counts of what went out and came in. */
  readonly counts: { commands: number; actions: number; reports: number; reconciles: number };
  /** Told of each input before it is acted upon: where a journal writes. */
  readonly note: ((input: ManagerInput, nowMs: number) => void) | undefined;
}

export const createPost = (slot: Slot, instrument: Instrument): Post => ({
  slot,
  instrument,
  bar: createBarBuilder(),
  last: Number.NaN,
  bid: Number.NaN,
  ask: Number.NaN,
  sequence: 1,
  sent: new Map(),
  guards: new Map(),
  exits: new Map(),
});

/** Gives the order manager an input, sends what it asks for, and returns its answer to a command. */
export function tellManager(desk: Desk, input: ManagerInput, nowMs: number): CommandResult | undefined {
  desk.note?.(input, nowMs);
  const { actions, answers } = manage(desk.blotter, input, nowMs);
  for (const action of actions) send(desk, action, nowMs);
  return answers[0]?.result;
}

function send(desk: Desk, action: VenueAction, nowMs: number): void {
  if (action.kind === "reconcile") desk.counts.reconciles++;
  desk.counts.actions++;
  desk.venue.send(action, nowMs);
}

/** Whether a lot is on its way out at the market. */
export function isLeft({ exits }: Post, lot: Lot): boolean {
  for (const exit of exits.values()) if (exit.lot === lot) return true;
  return false;
}

type Unnumbered<C> = C extends SingleCommand ? Omit<C, "symbol" | "sequence"> : never;

/** Gives a command for a symbol, under its next number. */
export function command(
  desk: Desk,
  post: Post,
  what: Unnumbered<SingleCommand>,
  nowMs: number,
): CommandResult {
  const numbered = { ...what, symbol: post.instrument.symbol, sequence: post.sequence++ } as Command;
  desk.counts.commands++;
  return tellManager(desk, { kind: "command", command: numbered }, nowMs)!;
}

/** The price at which an order of a side would take now: the quote, or the last trade where there are none. */
export function touchOf({ bid, ask, last }: Post, side: number): number {
  const quote = side > 0 ? ask : bid;
  return quote === quote ? quote : last;
}
