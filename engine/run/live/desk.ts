import type { Blotter } from "../../execution/blotter.ts";
import type { Command, ManagerInput, SingleCommand, VenueAction } from "../../execution/commands.ts";
import type { CommandResult } from "../../execution/idempotency.ts";
import { manage } from "../../execution/order-manager.ts";
import { findEntry } from "../../execution/order-table.ts";
import type { ParentWork } from "../../execution/slicing/schedule.ts";
import type { Venue } from "../../ports.ts";
import type { BreakerBoard } from "../../risk/breaker.ts";
import type { Instrument } from "../../trade/instrument.ts";
import type { Order } from "../../trade/order.ts";
import type { OrderState } from "../../trade/order-state.ts";
import type { OrderStatus } from "../../trade/order-transitions.ts";
import type { Lot } from "../../trade/position.ts";
import type { ExitReason } from "../result.ts";
import type { Session, Slot } from "../session.ts";
import { type BarBuilder, createBarBuilder } from "./bar-builder.ts";
import { createDepth, type Depth } from "./depth.ts";
import type { Reconciling } from "./reconcile.ts";

/** An order of a decision at the venue, or a child of one that is worked in parts. */
export interface Sent {
  readonly order: Order;
  /** Price of its symbol when it was sent, from which its slippage is measured. */
  readonly reference: number;
  readonly sentMs: number;
  readonly side: 1 | -1;
  /** Whether it takes away from what was held when it was sent, with nothing left there to protect that. */
  readonly reduces: boolean;
  /** Which child of its work it is; 0 for an order that went out whole. */
  readonly child: number;
  /** Whether it was asked back: nothing new is sent before its fate is known. */
  leaving: boolean;
  /** Whether the venue has said anything of it. */
  answered: boolean;
}

/** An order that is worked in parts. */
export interface Work {
  readonly order: Order;
  readonly parent: ParentWork;
  readonly reference: number;
  /** Whether it adds to what is held: breakers hold its parts back. */
  readonly adds: boolean;
  /** Whether it closes what is held on its way to the other side: what it wants there is sized when that is done. */
  readonly continues: boolean;
  /** Whether it is wanted no more. */
  recalled: boolean;
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

/** A market order that leaves one lot. */
export interface Exit {
  readonly lot: Lot;
  readonly reason: ExitReason;
  readonly reference: number;
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
  /** What is known of its book; nothing before the first snapshot. */
  readonly depth: Depth;
  /**
   * Whether it trades. Closed, all waits for the open; halted, what adds is refused and all else waits; delisted, nothing is
   * sent any more.
   */
  status: "trading" | "closed" | "halted" | "delisted";
  /** Number of the next command. */
  sequence: number;
  readonly sent: Map<string, Sent>;
  readonly guards: Map<Lot, Guard>;
  /** Market orders that leave lots, by id. */
  readonly exits: Map<string, Exit>;
  work: Work | undefined;
  /** Whether the venue refused to close what is held: lots leave one by one until nothing is left. */
  flattens: boolean;
  /** Protective orders and exits that the venue refused in a row, and the time before which none is sent again. */
  refusals: number;
  pausedUntilMs: number;
}

/** What a trader works with: the session, the order manager, the venue and the breakers. */
export interface Desk {
  readonly session: Session;
  readonly blotter: Blotter;
  readonly venue: Venue;
  readonly board: BreakerBoard;
  readonly posts: ReadonlyMap<string, Post>;
  readonly list: readonly Post[];
  /** Counts of what went out and came in. */
  readonly counts: { commands: number; actions: number; reports: number; reconciles: number };
  /** What is known of differences between this session and its account at the venue. */
  readonly reconciling: Reconciling;
  /** Whether what happens is only told again: nothing is sent. */
  replaying: boolean;
}

export const createPost = (slot: Slot, instrument: Instrument): Post => ({
  slot,
  instrument,
  bar: createBarBuilder(),
  last: Number.NaN,
  bid: Number.NaN,
  ask: Number.NaN,
  depth: createDepth(),
  status: "trading",
  sequence: 1,
  sent: new Map(),
  guards: new Map(),
  exits: new Map(),
  work: undefined,
  flattens: false,
  refusals: 0,
  pausedUntilMs: Number.NEGATIVE_INFINITY,
});

/** Gives the order manager an input, sends what it asks for, and returns its answer to a command. */
export function tellManager(desk: Desk, input: ManagerInput, nowMs: number): CommandResult | undefined {
  const { actions, answers } = manage(desk.blotter, input, nowMs);
  for (const action of actions) sendAction(desk, action, nowMs);
  return answers[0]?.result;
}

/** Sends an action to the venue; told again, only counts it. */
export function sendAction(desk: Desk, action: VenueAction, nowMs: number): void {
  if (action.kind === "reconcile") desk.counts.reconciles++;
  desk.counts.actions++;
  if (!desk.replaying) desk.venue.send(action, nowMs);
}

/** An order as the order manager has it now; it changes with the next input. */
export const stateOf = ({ blotter }: Desk, id: string): OrderState | undefined =>
  findEntry(blotter.orders, id)?.order;

const atRest: readonly OrderStatus[] = ["untriggered", "triggered", "working", "partially-filled"];

/** Whether an order is at the venue with no question open. */
export function isAtRest(desk: Desk, id: string): boolean {
  const state = stateOf(desk, id);
  return state !== undefined && atRest.includes(state.status);
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

const [waitMs, doublingsMax] = [1_000, 6];

/** Notes that the venue refused a protective order or an exit: the next waits, longer each time. */
export function noteRefusal(post: Post, nowMs: number): void {
  post.pausedUntilMs = nowMs + waitMs * 2 ** Math.min(post.refusals, doublingsMax);
  post.refusals++;
}

/** Notes that the venue took one. */
export function noteTaken(post: Post): void {
  post.refusals = 0;
  post.pausedUntilMs = Number.NEGATIVE_INFINITY;
}
