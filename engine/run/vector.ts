import { createBuffers } from "../compile/buffers.ts";
import { createChanges, scanColumn } from "../compile/changes.ts";
import { createColumns } from "../compile/columns.ts";
import type { Node } from "../graph/node.ts";
import { type Plan, rootsOf, type TracedDecision } from "../graph/strategy.ts";
import type { Bars } from "../trade/bars.ts";
import { closeBar, openBar, watchBar } from "./bar.ts";
import { type DecisionShape, type DecisionValues, decideAll } from "./decide.ts";
import { columnOf, factsOf, loadBar, type MarketData, type MarketFacts, sessionMarket } from "./market.ts";
import { passQuiet } from "./pass.ts";
import { createRecords, outcomeOf } from "./record.ts";
import type { Outcome } from "./result.ts";
import { createSession, type Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import { createTrace, marksOf, markTrace, recordTrace, type Trace } from "./trace.ts";
import { createTrackReader, type DecisionTrack, type TrackReader } from "./tracks.ts";

/** What decides a run: one entry a symbol, in the order of the market. */
export interface DecisionColumns {
  readonly shape: DecisionShape;
  readonly columns: { readonly target: Float64Array } & {
    readonly [K in Exclude<keyof DecisionValues, "target">]?: Float64Array | undefined;
  };
}

/** Columns of finished runs, for the next one: at most 64 MiB of them. */
const buffers = createBuffers(64 * 2 ** 20);

/** The decisions of a plan as columns; NaN before the graph's warm-up is complete. */
export function decisionColumns(plan: Plan, market: MarketData): DecisionColumns[] {
  const roots = plan.decisions.flatMap((decision) => Object.values(rootsOf(decision, false)));
  const columns = createColumns(market.ts.length, (source) => columnOf(market, source), { roots, buffers });
  const ofNode = (node: Node | undefined) => node && columns.of(node);
  return plan.decisions.map((decision, s) => ({
    shape: shapeOf(decision),
    columns: {
      target: warmedUp(columns.of(decision.target), market.bars[s]!, plan.warmup),
      limit: ofNode(decision.limit),
      trigger: ofNode(decision.trigger),
      stop: ofNode(decision.stop?.node),
      takeProfit: ofNode(decision.takeProfit?.node),
      trail: ofNode(decision.trail?.node),
    },
  }));
}

/** Lets the columns of finished decisions go, but for those that are the market's own. */
function giveBack(decisions: readonly DecisionColumns[], market: MarketData): void {
  const own = new Set(
    market.bars.flatMap((bars) => [...Object.values(bars), ...Object.values(bars.extra ?? {})]),
  );
  const made = new Set(decisions.flatMap(({ columns }) => Object.values(columns)));
  for (const column of made) if (column && !own.has(column)) buffers.give(column);
}

/** How the levels of a traced decision are given; made field by field, as all records that are looked at often. */
export function shapeOf(decision: TracedDecision): DecisionShape {
  const { limit, trigger, stop, takeProfit, trail } = decision;
  const shape: { -readonly [K in keyof DecisionShape]: DecisionShape[K] } = {};
  if (limit || trigger) shape.entry = limit ? (trigger ? "stop-limit" : "limit") : "trigger";
  if (decision.tif !== undefined) shape.tif = decision.tif;
  if (decision.postOnly) shape.postOnly = true;
  if (stop) shape.stop = stop.mode;
  if (takeProfit) shape.takeProfit = takeProfit.mode;
  if (trail) shape.trail = trail.mode;
  if (decision.expire !== undefined) shape.expire = decision.expire;
  if (decision.maxBars !== undefined) shape.maxBars = decision.maxBars;
  return shape;
}

/** Operators that accept NaN may answer early; a decision counts only once the whole graph has warmed up. */
function warmedUp(target: Float64Array, { open }: Bars, warmup: number): Float64Array {
  let end = 0;
  for (let seen = 0; end < target.length && seen <= warmup; end++) {
    if (open[end] === open[end] && seen++ === warmup) break;
  }
  for (let i = 0; i < end; i++) {
    if (target[i] === target[i]) return target.map((value, k) => (k < end ? Number.NaN : value));
  }
  return target;
}

/** Runs a plan over a market by columns, visiting only the bars where something can happen. */
export function runVector(
  plan: Plan,
  market: MarketData,
  settings: Settings,
  barsPerYear: number,
  finer: readonly Bars[] = [],
): Outcome {
  const session = createSession(
    sessionMarket(market, barsPerYear),
    settings,
    settings.rebalance ?? plan.rebalance,
    finer,
  );
  const decisions = decisionColumns(plan, market);
  const outcome = runColumns(session, market, decisions, barsPerYear);
  giveBack(decisions, market);
  return outcome;
}

/** Runs given decision columns in a fresh session. `everyBar` visits the quiet bars, too: slow, and equal. */
export function runColumns(
  session: Session,
  market: MarketData,
  decisions: readonly DecisionColumns[],
  barsPerYear: number,
  everyBar = false,
): Outcome {
  const start = firstIndex(market.ts, session.settings.fromMs);
  const tracks = decisions.map((each, s) => trackOf(each, market.bars[s]!, start));
  const trace = createTrace(market.bars.length);
  const records = createRecords(market.ts.length, market.bars.length);
  const facts = factsOf(market);
  runTracks(
    session,
    market,
    tracks,
    start,
    trace,
    everyBar ? { ...facts, visits: everyBarOf(market) } : facts,
  );
  records.equity.fill(session.settings.cash, 0, start);
  recordTrace(trace, session.slots, marksOf(market), records);
  return outcomeOf(session, market, records, "vector", start, barsPerYear);
}

const everyBarOf = ({ ts }: MarketData): Int32Array => Int32Array.from(ts, (_, t) => t);

/** The track of a symbol from its columns. */
function trackOf({ shape, columns }: DecisionColumns, { open }: Bars, start: number): DecisionTrack {
  const changes = createChanges(columns.target.length);
  changes.count = scanColumn(columns.target, open, start, changes);
  const read = (column: Float64Array | undefined) => column && ((t: number) => column[t]!);
  const { limit, trigger, stop, takeProfit, trail } = columns;
  return {
    shape,
    changes,
    parts: {
      limit: read(limit),
      trigger: read(trigger),
      stop: read(stop),
      takeProfit: read(takeProfit),
      trail: read(trail),
    },
  };
}

/**
 * Runs decisions in a fresh session from bar `start` on and leaves a trace of what it held. It visits the bars on which a
 * symbol has none and those where something can happen, and passes over the rest.
 */
export function runTracks(
  session: Session,
  market: MarketData,
  tracks: readonly DecisionTrack[],
  start: number,
  trace: Trace,
  facts: MarketFacts,
): void {
  const { length } = market.ts;
  const { visits } = facts;
  const reader = createTrackReader(tracks, session, length);
  // A limit that every bar changes must see every bar, unless a tape tells what it would have seen.
  const { watches, tape } = session.risk;
  const passes = !watches || tape !== undefined;
  if (tape !== undefined) tape.now = start - 1;
  else if (watches) warmUp(session, market, start);
  trace.count = 0;
  if (start < length) markTrace(trace, session, start);
  let decides = -1;
  for (let t = start, v = 0; t < length; ) {
    while (v < visits.length && visits[v]! < t) v++;
    const stop = v < visits.length ? visits[v]! : length;
    if (decides < t) decides = passes ? nextDecision(session, reader, t, length) : t;
    const end = passes ? passQuiet(session, market, facts, t, Math.min(stop, decides + 1)) : t;
    if (end === length && decides >= length) break;
    const passed = end > decides;
    if (!passed) visit(session, market, end);
    const now = passed ? decides : end;
    if (now === decides) decideAll(session, reader.shapes, readAt(reader, now));
    else if (session.risk.state.standing.mode === "halted") decides = length;
    markTrace(trace, session, now);
    t = now + 1;
  }
}

const nextDecision = (session: Session, reader: TrackReader, t: number, length: number): number =>
  session.risk.state.standing.mode === "halted" ? length : reader.next(t);

const readAt = (reader: TrackReader, t: number): TrackReader["read"] => {
  reader.seek(t);
  return reader.read;
};

/** One bar through every stage but the decisions. */
function visit(session: Session, market: MarketData, t: number): void {
  loadBar(session, market, t);
  openBar(session);
  closeBar(session);
}

/** Index of the first bar that opens at or after `fromMs`. */
export function firstIndex(ts: Float64Array, fromMs: number | undefined): number {
  if (fromMs === undefined) return 0;
  const index = ts.findIndex((time) => time >= fromMs);
  return index < 0 ? ts.length : index;
}

/** Shows the bars before the first that counts to the limits that measure the market. */
export function warmUp(session: Session, market: MarketData, end: number): void {
  for (let t = 0; t < end; t++) {
    loadBar(session, market, t);
    watchBar(session);
  }
}
