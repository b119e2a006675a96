import { createBuffers } from "../compile/buffers.ts";
import { createColumns } from "../compile/columns.ts";
import type { Node } from "../graph/node.ts";
import { type Plan, rootsOf, type TracedDecision } from "../graph/strategy.ts";
import type { Bars } from "../trade/bars.ts";
import { closeBar, openBar, watchBar } from "./bar.ts";
import { type DecisionShape, type DecisionValues, decideAll } from "./decide.ts";
import { columnOf, loadBar, type MarketData, sessionMarket } from "./market.ts";
import { passQuiet } from "./quiet.ts";
import { createRecords, outcomeOf, type Records, record } from "./record.ts";
import type { Outcome } from "./result.ts";
import { createSession, type Session } from "./session.ts";
import type { Settings } from "./settings.ts";

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

/** How the levels of a traced decision are given. */
export function shapeOf(decision: TracedDecision): DecisionShape {
  const { limit, trigger, stop, takeProfit, trail, expire, maxBars } = decision;
  return {
    ...((limit || trigger) && { entry: limit ? (trigger ? "stop-limit" : "limit") : "trigger" }),
    ...(decision.tif !== undefined && { tif: decision.tif }),
    ...(decision.postOnly && { postOnly: true }),
    ...(stop && { stop: stop.mode }),
    ...(takeProfit && { takeProfit: takeProfit.mode }),
    ...(trail && { trail: trail.mode }),
    ...(expire !== undefined && { expire }),
    ...(maxBars !== undefined && { maxBars }),
  };
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
  const { settings } = session;
  const start = firstIndex(market.ts, settings.fromMs);
  const records = createRecords(market.ts.length, market.bars.length);
  const shapes = decisions.map(({ shape }) => shape);
  // A limit that every bar changes must see every bar.
  const skips = !everyBar && market.bars.length === 1 && !session.risk.watches;
  records.equity.fill(settings.cash, 0, start);
  if (session.risk.watches) warmUp(session, market, start);
  for (let t = start; t < market.ts.length; t++) {
    if (skips) t = passQuiet(session, market.bars[0]!, decisions[0]!.columns.target, records, t);
    if (t < market.ts.length) step(session, market, decisions, shapes, records, t);
  }
  return outcomeOf(session, market, records, "vector", start, barsPerYear);
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

/** One bar through every stage. */
function step(
  session: Session,
  market: MarketData,
  decisions: readonly DecisionColumns[],
  shapes: readonly DecisionShape[],
  records: Records,
  t: number,
): void {
  loadBar(session, market, t);
  openBar(session);
  closeBar(session);
  decideAll(session, shapes, (slot, out) => {
    const { columns } = decisions[slot]!;
    out.target = columns.target[t]!;
    out.limit = columns.limit?.[t] ?? Number.NaN;
    out.trigger = columns.trigger?.[t] ?? Number.NaN;
    out.stop = columns.stop?.[t] ?? Number.NaN;
    out.takeProfit = columns.takeProfit?.[t] ?? Number.NaN;
    out.trail = columns.trail?.[t] ?? Number.NaN;
  });
  record(session, records, t);
}
