import type { Plan } from "../../graph/strategy.ts";
import type { Feed, FeedEvent, SimulatedVenue } from "../../ports.ts";
import { type Bars, barFields } from "../../trade/bars.ts";
import type { MarketData } from "../market.ts";
import { createRecords, outcomeOf, record } from "../record.ts";
import type { Outcome } from "../result.ts";
import type { Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import type { Desk } from "./desk.ts";
import { createTrader, type Trader, type TraderOptions } from "./trader.ts";

/** What a run over a feed is made of. */
export interface FeedRun {
  /** Name of the run, of which the ids of its orders are made. */
  readonly run: string;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly barsPerYear: number;
  readonly feed: Feed;
  readonly venue: SimulatedVenue;
  /** Bars from before the feed, of the same symbols. */
  readonly history?: MarketData;
  /** Time between two looks at what is overdue, ms; a second unless told. */
  readonly timerMs?: number;
  readonly note?: Desk["note"];
  readonly manager?: TraderOptions["manager"];
}

/** A finished run over a feed: its outcome, the bars that it saw, and what it and the venue said to each other. */
export interface FeedOutcome {
  readonly outcome: Outcome;
  readonly market: MarketData;
  readonly counts: Desk["counts"] & { readonly events: number; readonly openOrders: number };
}

/** The bars and the equity of a run, row by row as they come. */
interface Rows {
  readonly ts: number[];
  readonly bars: number[][][];
  readonly equity: number[][];
}

/** Runs a plan over a feed on simulated time, with orders at a simulated venue. Deterministic. */
export function runFeed(request: FeedRun): FeedOutcome {
  const { plan, barsPerYear, feed, venue, timerMs = 1_000 } = request;
  const rows: Rows = { ts: [], bars: plan.symbols.map(() => []), equity: [] };
  const trader = createTrader({ ...request, closed: (session, openMs) => keep(rows, session, openMs) });
  if (request.history) trader.warm(request.history);
  let events = 0;
  let timer = Number.NaN;
  let last = Number.NaN;
  const pass = (event: FeedEvent): void => {
    settle(trader, venue, event.ts);
    venue.observe(event);
    trader.take(event);
    settle(trader, venue, event.ts);
    events++;
  };
  for (const event of feed) {
    if (timer !== timer) timer = event.ts + timerMs;
    for (; timer <= event.ts; timer += timerMs) pass({ kind: "timer", ts: timer });
    pass(event);
    last = event.ts;
  }
  // The last bar ends with its time, not with its last trade.
  if (last === last) pass({ kind: "timer", ts: Math.ceil(last / plan.timeframeMs) * plan.timeframeMs });
  const market = marketOf(plan, rows);
  const { session, desk } = trader;
  const open = [...desk.posts.values()].reduce((sum, { sent, guards }) => sum + sent.size + guards.size, 0);
  const outcome = outcomeOf(session, market, recordsOf(rows, market), "event", 0, barsPerYear);
  return { outcome, market, counts: { ...desk.counts, events, openOrders: open } };
}

/** Lets venue and trader talk until nothing is due before a moment. */
function settle(trader: Trader, venue: SimulatedVenue, nowMs: number): void {
  for (let due = venue.dueMs(); due <= nowMs; due = venue.dueMs()) {
    for (const message of venue.advance(due)) trader.hear(message);
  }
}

function keep(rows: Rows, session: Session, openMs: number): void {
  rows.ts.push(openMs);
  for (const { index, present, open, high, low, close } of session.slots) {
    const none = Number.NaN;
    rows.bars[index]!.push(present ? [open, high, low, close, none] : [none, none, none, none, none]);
  }
  const records = createRecords(1, session.slots.length);
  record(session, records, 0);
  rows.equity.push([records.equity[0]!, records.exposure[0]!, records.net[0]!]);
}

function marketOf({ symbols, timeframeMs }: Plan, rows: Rows): MarketData {
  const ts = Float64Array.from(rows.ts);
  const bars = symbols.map((symbol, s) => {
    const column = (k: number) => Float64Array.from(rows.bars[s]!, (row) => row[k]!);
    const columns = Object.fromEntries(barFields.map((field, k) => [field, column(k)]));
    return { symbol, timeframeMs, ts, ...columns } as unknown as Bars;
  });
  return { symbols, timeframeMs, ts, bars };
}

function recordsOf({ equity }: Rows, { bars }: MarketData) {
  const column = (k: number) => Float64Array.from(equity, (row) => row[k]!);
  const net = column(2);
  return { equity: column(0), exposure: bars.length === 1 ? net : column(1), net };
}
