import type { Plan } from "../../graph/strategy.ts";
import type { Feed, SimulatedVenue } from "../../ports.ts";
import { type Bars, barFields } from "../../trade/bars.ts";
import { chanceOf } from "../../venue/exchange/core.ts";
import { type FaultyStep, faultySteps } from "../../venue/faults/faulty-steps.ts";
import type { FaultKind, FaultPlan } from "../../venue/faults/kinds.ts";
import type { MarketData } from "../market.ts";
import { createRecords, outcomeOf, type Records, record } from "../record.ts";
import type { Outcome } from "../result.ts";
import type { Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import { stateOf } from "./desk.ts";
import { createDialogue, type Dialogue, passEvent } from "./dialogue.ts";
import type { TimerGrid } from "./timers.ts";
import { createTrader, type Trader, type TraderOptions } from "./trader.ts";

/** What a run over a feed is made of. */
export interface FeedRun extends Pick<TraderOptions, "bars" | "manager" | "reviewMs" | "note"> {
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
  readonly timerMs?: number | TimerGrid;
  /** What goes wrong in its market, beside what the venue does by itself. */
  readonly faults?: FaultPlan | undefined;
  /** Told of each of these faults as it begins. */
  readonly struck?: (kind: FaultKind) => void;
}

/** What trader and venue said to each other, and what was left at the end. */
export interface FeedCounts {
  readonly events: number;
  readonly commands: number;
  readonly actions: number;
  readonly reports: number;
  readonly reconciles: number;
  /** Orders that were still open, and those of them whose fate is not known. */
  readonly openOrders: number;
  readonly unknownOrders: readonly string[];
}

/** A finished run over a feed: its outcome, the bars from before the feed and of it, and who traded. */
export interface FeedOutcome {
  readonly outcome: Outcome;
  readonly market: MarketData;
  readonly counts: FeedCounts;
  /** As it stood at the end. */
  readonly trader: Trader;
}

/** The bars and the equity of a run, row by row as they come. */
interface Rows {
  readonly ts: number[];
  readonly bars: number[][][];
  readonly equity: number[][];
}

/** Runs a plan over a feed on simulated time, with orders at a simulated venue. Deterministic. */
export function runFeed(request: FeedRun): FeedOutcome {
  const { plan, barsPerYear, feed, venue, history, settings } = request;
  const rows: Rows = { ts: [], bars: plan.symbols.map(() => []), equity: [] };
  const trader = createTrader({ ...request, closed: (session, openMs) => keep(rows, session, openMs) });
  if (history) trader.warm(history);
  const { faults, timerMs = 1_000 } = request;
  const steps = faults
    ? faultySteps(feed, faults, plan.symbols, (name) => chanceOf(faults.seed, name), request.struck)
    : undefined;
  const events = steps
    ? passSteps(trader, venue, steps, plan.timeframeMs, timerMs)
    : passFeed(trader, venue, feed, plan.timeframeMs, timerMs);
  const market = marketOf(plan, history, rows);
  const start = history?.ts.length ?? 0;
  const records = recordsOf(rows, start, settings.cash, plan.symbols.length);
  const outcome = outcomeOf(trader.session, market, records, "event", start, barsPerYear);
  return { outcome, market, counts: countsOf(trader, events), trader };
}

/** Shows trader and venue the whole feed; the number of its events, timers included. */
export function passFeed(
  trader: Trader,
  venue: SimulatedVenue,
  feed: Feed,
  timeframeMs: number,
  timers: number | TimerGrid,
): number {
  const dialogue = createDialogue(trader, venue, timers);
  let last = Number.NaN;
  for (const event of feed) {
    passEvent(dialogue, event);
    last = event.ts;
  }
  return endBar(dialogue, last, timeframeMs);
}

/** The same with a feed that is not always seen. */
function passSteps(
  trader: Trader,
  venue: SimulatedVenue,
  steps: Iterable<FaultyStep>,
  timeframeMs: number,
  timers: number | TimerGrid,
): number {
  const dialogue = createDialogue(trader, venue, timers);
  let last = Number.NaN;
  for (const { event, seen } of steps) {
    passEvent(dialogue, event, seen);
    last = event.ts;
  }
  return endBar(dialogue, last, timeframeMs);
}

/** The last bar ends with its time, not with its last trade. */
function endBar(dialogue: Dialogue, last: number, timeframeMs: number): number {
  if (last === last) passEvent(dialogue, { kind: "timer", ts: Math.ceil(last / timeframeMs) * timeframeMs });
  return dialogue.events;
}

/** What was said, and what is left open. */
export function countsOf({ desk }: Trader, events: number): FeedCounts {
  const open = desk.list.flatMap(({ sent, exits, guards }) => [
    ...sent.keys(),
    ...exits.keys(),
    ...[...guards.values()].flatMap(({ alive }) => [...alive]),
  ]);
  const unknownOrders = open.filter((id) => stateOf(desk, id)?.status === "unknown");
  return { ...desk.counts, events, openOrders: open.length, unknownOrders };
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

/** The bars from before the feed and those of it, as one market; what is not kept of a bar is NaN. */
function marketOf({ symbols, timeframeMs }: Plan, history: MarketData | undefined, rows: Rows): MarketData {
  const join = (before: Float64Array | undefined, values: readonly number[]) =>
    Float64Array.from([...(before ?? []), ...values]);
  const ts = join(history?.ts, rows.ts);
  const bars = symbols.map((symbol, s) => {
    const before = history?.bars[s];
    const column = (k: number) =>
      join(
        before?.[barFields[k]!],
        rows.bars[s]!.map((row) => row[k]!),
      );
    const columns = Object.fromEntries(barFields.map((field, k) => [field, column(k)]));
    return { symbol, timeframeMs, ts, ...columns } as unknown as Bars;
  });
  return { symbols, timeframeMs, ts, bars };
}

function recordsOf({ equity }: Rows, start: number, cash: number, symbols: number): Records {
  const column = (k: number, before: number) => {
    const out = new Float64Array(start + equity.length).fill(before, 0, start);
    equity.forEach((row, t) => {
      out[start + t] = row[k]!;
    });
    return out;
  };
  const net = column(2, 0);
  return { equity: column(0, cash), exposure: symbols === 1 ? net : column(1, 0), net };
}
