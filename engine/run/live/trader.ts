import { refuse } from "../../core/errors.ts";
import { type BlotterLimits, createBlotter, orderOf } from "../../execution/blotter.ts";
import type { Plan } from "../../graph/strategy.ts";
import type { FeedEvent, OrderMessage, Venue } from "../../ports.ts";
import { createBreakers, noteMeasure, settleProbe } from "../../risk/breaker.ts";
import { isNewDay, startBar } from "../../risk/observe.ts";
import { notionalAt } from "../../trade/contract.ts";
import type { Instrument } from "../../trade/instrument.ts";
import { parseInstrument } from "../../trade/parse-instrument.ts";
import { closeBar, watchBar } from "../bar.ts";
import type { DecisionShape } from "../decide.ts";
import { decideAll } from "../decide.ts";
import { createDecisionStream, type DecisionStream } from "../event.ts";
import { columnOf, loadBar, type MarketData } from "../market.ts";
import { createSession, equityOf, type Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import { shapeOf } from "../vector.ts";
import { addTrade, type BarBuilder, finishBar, setBar } from "./bar-builder.ts";
import { createPost, type Desk, type Post, tellManager } from "./desk.ts";
import { dispatch, recall } from "./dispatch.ts";
import { hear } from "./hear.ts";

/** What a trader is made of. */
export interface TraderOptions {
  /** Name of the run, of which the ids of its orders are made. */
  readonly run: string;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly barsPerYear: number;
  readonly venue: Venue;
  /** Bounds and waits of the order manager, where they are not the usual ones. */
  readonly manager?: Partial<BlotterLimits> | undefined;
  /** Called after the decisions of each bar, when everything of it is settled. */
  readonly closed?: (session: Session, openMs: number) => void;
  /** Told of each input of the order manager before it is acted upon. */
  readonly note?: Desk["note"];
}

/** A session on events: it sees a market, decides at each bar's close, and works its orders at a venue. */
export interface Trader {
  readonly desk: Desk;
  readonly session: Session;
  /** Shows it bars from before its first event: they warm up the strategy and what the limits measure. */
  readonly warm: (history: MarketData) => void;
  /** Takes in what the market says; events come in the order of time. */
  readonly take: (event: FeedEvent) => void;
  /** Takes in what the venue says. */
  readonly hear: (message: OrderMessage) => void;
}

interface Works {
  readonly desk: Desk;
  readonly stream: DecisionStream;
  readonly shapes: readonly DecisionShape[];
  readonly closed: TraderOptions["closed"];
  /** End of the bar in the making, ms since 1970 UTC; NaN before the first event. */
  endMs: number;
  nowMs: number;
  /** Time of the last price, for the breaker that watches for stale data. */
  heardMs: number;
}

/**
 * The same session as in a backtest, on events: the strategy as a stream, decisions at the closes of bars that it makes
 * of trades (or takes whole), risk before each order, orders through the order manager to a venue, protective orders
 * that follow fills, breakers on what the venue does. It reads no clock: time is that of its events. Throws a UserError
 * for what it cannot do exactly: symbols without an instrument, fills at the close, dated futures, columns beside bars.
 */
export function createTrader(options: TraderOptions): Trader {
  const { plan, settings, barsPerYear, venue } = options;
  const instruments = instrumentsOf(plan, settings);
  const session = createSession(
    { symbols: plan.symbols, timeframeMs: plan.timeframeMs, funding: [], barsPerYear },
    settings,
    settings.rebalance ?? plan.rebalance,
  );
  const desk: Desk = {
    session,
    blotter: createBlotter(options.run, instruments, options.manager),
    venue,
    board: createBreakers(settings.limits.breakers),
    posts: new Map(instruments.map((i, k) => [i.symbol, createPost(session.slots[k]!, i)])),
    counts: { commands: 0, actions: 0, reports: 0, reconciles: 0 },
    note: options.note,
  };
  const works: Works = {
    desk,
    stream: createDecisionStream(plan),
    shapes: plan.decisions.map(shapeOf),
    closed: options.closed,
    endMs: Number.NaN,
    nowMs: Number.NEGATIVE_INFINITY,
    heardMs: Number.NaN,
  };
  checkSources(works);
  session.index = 0;
  session.recall = (order) => recall(desk, desk.posts.get(plan.symbols[order.slot]!)!, order, works.nowMs);
  return {
    desk,
    session,
    warm: (history) => warm(works, history),
    take: (event) => take(works, event),
    hear: (message) => hear(desk, message),
  };
}

function instrumentsOf({ symbols }: Plan, settings: Settings): Instrument[] {
  if (settings.fill === "close")
    refuse("on events a decision fills after its close; fill must be next-open; was close");
  return symbols.map((symbol) => {
    const given = Object.hasOwn(settings.instruments, symbol) ? settings.instruments[symbol] : undefined;
    if (!given) {
      const known = Object.keys(settings.instruments).join(", ") || "none";
      refuse(`${symbol} needs an instrument to be traded on events (tick, lot); instruments has ${known}`);
    }
    const instrument = parseInstrument({ symbol, ...given });
    if (instrument.expiryMs !== undefined) {
      refuse(`${symbol} is a dated future, which events do not settle; run it on bars`);
    }
    return instrument;
  });
}

const fields = ["open", "high", "low", "close", "volume", "ts"];

/** Bars are all that events make; a further column would have to be known bar by bar. */
function checkSources({ stream, desk }: Works): void {
  for (const { symbol, field } of stream.sources) {
    if (!desk.posts.has(symbol))
      refuse(`unknown symbol "${symbol}"; the run has ${[...desk.posts.keys()].join(", ")}`);
    if (!fields.includes(field)) {
      refuse(
        `the strategy reads "${field}" of ${symbol}; events make bars of ${fields.join(", ")} only; run it on bars`,
      );
    }
  }
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

function take(works: Works, event: FeedEvent): void {
  const { desk } = works;
  const { timeframeMs } = desk.session;
  if (works.endMs !== works.endMs)
    begin(works, Math.floor((event.ts - (event.kind === "bar" ? 1 : 0)) / timeframeMs) * timeframeMs);
  // A whole bar belongs to the bar that ends as it comes, and others may come with it.
  while (event.kind === "bar" ? event.ts > works.endMs : event.ts >= works.endMs) endBar(works);
  works.nowMs = event.ts;
  if (event.kind === "timer") passTime(works);
  else {
    const post = desk.posts.get(event.symbol);
    if (post) observe(works, post, event);
  }
}

function observe(works: Works, post: Post, event: Exclude<FeedEvent, { readonly kind: "timer" }>): void {
  const { slot, bar } = post;
  switch (event.kind) {
    case "trade":
      price(works, post, event.price);
      addTrade(bar, event.price, event.quantity);
      break;
    case "quote":
      post.bid = event.bid;
      post.ask = event.ask;
      if (post.last !== post.last) price(works, post, (event.bid + event.ask) / 2);
      break;
    case "bar":
      setBar(bar, event);
      price(works, post, event.close);
      break;
    case "funding":
      settleFunding(works.desk.session, slot.index, event.rate);
      break;
  }
}

/** A new price: marks the position, and shows the breakers a jump. */
function price(works: Works, post: Post, value: number): void {
  const { board } = works.desk;
  if (post.last === post.last) noteMeasure(board, "jump", value / post.last - 1, works.nowMs);
  post.last = value;
  post.slot.mark = value;
  works.heardMs = works.nowMs;
  // What waited for a first price can be sized now.
  if (post.slot.orders.length > 0) dispatch(works.desk, post, works.nowMs);
}

/** Funding settles on what is held, at its mark. */
function settleFunding(session: Session, symbol: number, rate: number): void {
  const { quantity, contract, mark } = session.slots[symbol]!;
  if (quantity === 0 || !session.settings.funding || rate !== rate) return;
  const paid = quantity * notionalAt(contract, mark) * rate;
  session.cash -= paid;
  session.costs.funding += paid;
}

/** Asks for answers that are overdue, and shows the breakers those and the age of the data. */
function passTime({ desk, nowMs, heardMs }: Works): void {
  if (heardMs === heardMs) noteMeasure(desk.board, "staleMs", nowMs - heardMs, nowMs);
  const lost = (id: string) => orderOf(desk.blotter, id)?.status === "unknown";
  const ids = [...desk.posts.values()].flatMap(({ sent }) => [...sent.keys()]).filter((id) => !lost(id));
  tellManager(desk, { kind: "clock" }, nowMs);
  for (const id of ids) {
    if (!lost(id)) continue;
    noteMeasure(desk.board, "errorRate", 1, nowMs);
    settleProbe(desk.board, false, nowMs);
  }
}

/** Begins the bar that opens at a time. */
function begin(works: Works, openMs: number): void {
  const { session } = works.desk;
  session.ts = openMs;
  works.endMs = openMs + session.timeframeMs;
  const { risk } = session;
  if (risk.watches && isNewDay(risk.state, openMs)) startBar(risk.state, openMs, equityOf(session));
}

/** Ends the present bar: its close, the decisions, and the orders that follow. One without any price is passed over. */
function endBar(works: Works): void {
  const { desk, stream, shapes } = works;
  const { session } = desk;
  const { endMs } = works;
  const posts = [...desk.posts.values()];
  works.nowMs = endMs;
  if (posts.every(({ bar }) => bar.open !== bar.open)) {
    begin(works, endMs);
    return;
  }
  const openMs = session.ts;
  readBars(works, openMs);
  for (const { bar, slot } of posts) finishBar(bar, slot);
  closeBar(session);
  stream.step((slot) => session.slots[slot]!.present);
  decideAll(session, shapes, stream.read);
  works.closed?.(session, openMs);
  session.index++;
  begin(works, endMs);
  for (const post of posts) dispatch(desk, post, endMs);
}

/** Writes the values of the bars that end now where the stream reads them; NaN where a symbol has none. */
function readBars({ stream, desk }: Works, openMs: number): void {
  for (const [k, { symbol, field }] of stream.sources.entries()) {
    const { bar } = desk.posts.get(symbol)!;
    const known = bar.open === bar.open;
    stream.values[k] = !known
      ? Number.NaN
      : field === "ts"
        ? openMs
        : bar[field as Exclude<keyof BarBuilder, "whole">];
  }
}
