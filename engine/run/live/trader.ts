import { type BlotterLimits, createBlotter } from "../../execution/blotter.ts";
import type { Plan } from "../../graph/strategy.ts";
import type { FeedEvent, OrderMessage, Venue } from "../../ports.ts";
import { createBreakers } from "../../risk/breaker.ts";
import { watchBar } from "../bar.ts";
import { createDecisionStream, type DecisionStream } from "../event.ts";
import { columnOf, loadBar, type MarketData } from "../market.ts";
import { createSession, type Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import { shapeOf } from "../vector.ts";
import { reachBar } from "./close-bar.ts";
import { createPost, type Desk, tellManager } from "./desk.ts";
import { recall } from "./dispatch.ts";
import { hear } from "./hear.ts";
import {
  forgetQuote,
  nextDue,
  passTime,
  settleFunding,
  takeBar,
  takeDepth,
  takeQuote,
  takeStatus,
  takeTrade,
} from "./market.ts";
import { obey } from "./operator.ts";
import { createReconciling, type ReconcilePolicy, reconcile } from "./reconcile.ts";
import { checkSources, instrumentsOf } from "./tradable.ts";
import type { TraderInput } from "./trader-input.ts";
import { underWayOf } from "./under-way.ts";
import type { Works } from "./works.ts";

export type { TraderInput } from "./trader-input.ts";

/** What a trader is made of. */
export interface TraderOptions {
  /** Name of the run, of which the ids of its orders are made. */
  readonly run: string;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly barsPerYear: number;
  readonly venue: Venue;
  /** What bars are made of: the trades of the feed (a bar that the feed gives stands in their place), or its bars alone. */
  readonly bars?: "trades" | "feed" | undefined;
  /** How long the feed may say nothing without being stale, ms: a timeframe where it has whole bars alone; 0 unless told. */
  readonly quietMs?: number | undefined;
  /** Bounds and waits of the order manager, where they are not the usual ones. */
  readonly manager?: Partial<BlotterLimits> | undefined;
  /** Time between two questions about all orders that rest, ms; a minute unless told. */
  readonly reviewMs?: number | undefined;
  /** What is done about what the venue has and the session does not. */
  readonly reconcile?: Partial<ReconcilePolicy> | undefined;
  /** Called after the decisions of each bar, when everything of it is settled; `read` tells what was decided, by slot. */
  readonly closed?: (session: Session, openMs: number, read: DecisionStream["read"]) => void;
  /** Told of each input before it is acted upon: where a journal writes. */
  readonly note?: ((input: TraderInput) => void) | undefined;
}

/** A session on events: it sees a market, decides at each bar's close, and works its orders at a venue. */
export interface Trader {
  readonly desk: Desk;
  readonly session: Session;
  /** Shows it bars from before its first event: they warm up the strategy and what the limits measure. */
  readonly warm: (history: MarketData) => void;
  /** Takes in whatever happens; inputs come in the order of time. */
  readonly take: (input: TraderInput) => void;
  /** Takes in what the venue says: `take` of an `order` input. */
  readonly hear: (message: OrderMessage) => void;
  /**
   * Takes in what a trader of the same options, warmed up by the same bars, was told before, and sends nothing: from the
   * inputs that were noted it comes to stand as that one stood. Then it is to be told that the connection was lost and is
   * there again, so that it asks what became of all that was open.
   */
  readonly replay: (inputs: Iterable<TraderInput>) => void;
  /** When a timer is next needed for what time alone asks for, such as the end of a bar, ms since 1970 UTC. */
  readonly dueMs: () => number;
}

/**
 * The same session as in a backtest, on events: the strategy as a stream, decisions at the closes of bars that it makes
 * of trades (or takes whole), risk before each order, orders through the order manager to a venue, protective orders
 * that follow fills, breakers on what the venue does. It reads no clock: time is that of its inputs, and they alone make
 * what it does. Throws a UserError for what it cannot do exactly: symbols without an instrument, fills at the close, dated
 * futures, columns beside bars.
 */
export function createTrader(options: TraderOptions): Trader {
  const { plan, note } = options;
  const works = createWorks(options);
  const { desk } = works;
  const { session } = desk;
  checkSources(plan, works.stream);
  session.index = 0;
  session.underWay = (slot) => underWayOf(desk, desk.list[slot.index]!);
  session.recall = (order) => recall(desk, desk.list[order.slot]!, order, works.nowMs);
  return {
    desk,
    session,
    warm: (history) => warm(works, history),
    take: (input) => {
      note?.(input);
      take(works, input);
    },
    hear: (message) => {
      note?.({ kind: "order", ...message });
      hearOne(works, message);
    },
    replay: (inputs) => {
      desk.replaying = true;
      for (const input of inputs) take(works, input);
      desk.replaying = false;
    },
    dueMs: () => nextDue(works),
  };
}

function createWorks(options: TraderOptions): Works {
  const { plan, settings, barsPerYear, venue } = options;
  const instruments = instrumentsOf(plan, settings);
  const session = createSession(
    { symbols: plan.symbols, timeframeMs: plan.timeframeMs, funding: [], barsPerYear, trades: true },
    settings,
    settings.rebalance ?? plan.rebalance,
  );
  const list = instruments.map((instrument, k) => createPost(session.slots[k]!, instrument));
  return {
    desk: {
      session,
      blotter: createBlotter(options.run, instruments, options.manager),
      venue,
      board: createBreakers(settings.limits.breakers),
      posts: new Map(list.map((post) => [post.instrument.symbol, post])),
      list,
      counts: { commands: 0, actions: 0, reports: 0, reconciles: 0 },
      reconciling: createReconciling(options.reconcile),
      replaying: false,
    },
    stream: createDecisionStream(plan),
    shapes: plan.decisions.map(shapeOf),
    closed: options.closed,
    makesBars: options.bars !== "feed",
    endMs: Number.NaN,
    nowMs: Number.NEGATIVE_INFINITY,
    heardMs: Number.NaN,
    quietMs: options.quietMs ?? 0,
    reviewMs: options.reviewMs ?? 60_000,
    reviewedMs: Number.NaN,
  };
}

/** Bars of the past through the strategy and the measures of risk; none of them is decided on. */
function warm({ desk, stream }: Works, history: MarketData): void {
  const { session } = desk;
  const columns = stream.sources.map((source) => columnOf(history, source)!);
  for (let t = 0; t < history.ts.length; t++) {
    loadBar(session, history, t);
    for (let k = 0; k < columns.length; k++) stream.values[k] = columns[k]![t]!;
    stream.step((slot) => session.slots[slot]!.present);
    watchBar(session);
    for (const slot of session.slots) if (slot.present) slot.lastClose = slot.close;
  }
  session.index = history.ts.length;
}

function take(works: Works, input: TraderInput): void {
  if (input.kind === "order") {
    hearOne(works, input);
    return;
  }
  reachBar(works, input);
  works.nowMs = input.ts;
  const { desk } = works;
  switch (input.kind) {
    case "timer":
      passTime(works);
      return;
    case "disconnected":
    case "connected":
      tellManager(desk, { kind: input.kind }, input.ts);
      return;
    case "standing":
      reconcile(desk, input);
      return;
    case "operator":
      obey(desk, input, input.ts);
      return;
    default:
      observe(works, input);
  }
}

function hearOne(works: Works, message: OrderMessage): void {
  works.nowMs = message.ts;
  hear(works.desk, message);
}

function observe(works: Works, event: Exclude<FeedEvent, { readonly kind: "timer" }>): void {
  const post = works.desk.posts.get(event.symbol);
  if (!post) return;
  if (event.kind === "trade") takeTrade(works, post, event);
  else if (event.kind === "quote") takeQuote(works, post, event);
  else if (event.kind === "bar") takeBar(works, post, event);
  else if (event.kind === "funding") settleFunding(works.desk.session, post, event.rate);
  else if (event.kind === "gap") forgetQuote(post);
  else if (event.kind === "depth") takeDepth(works, post, event);
  else takeStatus(works, post, event);
}
