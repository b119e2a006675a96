import { createColumns } from "../compile/columns.ts";
import type { Node } from "../graph/node.ts";
import type { Plan, TracedDecision } from "../graph/strategy.ts";
import type { Bars } from "../trade/bars.ts";
import { closeBar, openBar } from "./bar.ts";
import { type DecisionShape, type DecisionValues, decide, isChange } from "./decide.ts";
import { columnOf, type MarketData } from "./market.ts";
import { createRecords, outcomeOf, type Records, record } from "./record.ts";
import type { Outcome } from "./result.ts";
import { createSession, type Session, type Slot } from "./session.ts";
import type { Settings } from "./settings.ts";

/** What decides a run: one entry a symbol, in the order of the market. */
export interface DecisionColumns {
  readonly shape: DecisionShape;
  readonly columns: { readonly target: Float64Array } & {
    readonly [K in Exclude<keyof DecisionValues, "target">]?: Float64Array | undefined;
  };
}

/** The decisions of a plan as columns; NaN before the graph's warm-up is complete. */
export function decisionColumns(plan: Plan, market: MarketData): DecisionColumns[] {
  const columns = createColumns(market.ts.length, (source) => columnOf(market, source));
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

/** How the levels of a traced decision are given. */
export function shapeOf({ stop, takeProfit, trail, expire, maxBars }: TracedDecision): DecisionShape {
  return {
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
  const decisions = decisionColumns(plan, market);
  const session = createSession(market, settings, settings.rebalance ?? plan.rebalance, finer);
  const start = firstIndex(market.ts, settings.fromMs);
  const records = createRecords(market.ts.length);
  const single = market.bars.length === 1;
  records.equity.fill(settings.cash, 0, start);
  for (let t = start; t < market.ts.length; t++) {
    if (single && quiet(session, session.slots[0]!, decisions[0]!.columns.target, records, t)) continue;
    step(session, decisions, records, t);
  }
  return outcomeOf(session, records, "vector", start, barsPerYear);
}

/** Index of the first bar that opens at or after `fromMs`. */
export function firstIndex(ts: Float64Array, fromMs: number | undefined): number {
  if (fromMs === undefined) return 0;
  const index = ts.findIndex((time) => time >= fromMs);
  return index < 0 ? ts.length : index;
}

const values: DecisionValues = {
  target: Number.NaN,
  limit: Number.NaN,
  trigger: Number.NaN,
  stop: Number.NaN,
  takeProfit: Number.NaN,
  trail: Number.NaN,
};

/** One bar through every stage. */
function step(session: Session, decisions: readonly DecisionColumns[], records: Records, t: number): void {
  openBar(session, t);
  closeBar(session, t);
  for (const reducing of [true, false]) {
    for (const slot of session.slots) {
      const { columns, shape } = decisions[slot.index]!;
      const target = columns.target[t]!;
      if (!isChange(session, slot, target) || slot.bars.open[t] !== slot.bars.open[t]) continue;
      if (reducing !== isReduction(slot, target)) continue;
      values.target = target;
      values.limit = columns.limit?.[t] ?? Number.NaN;
      values.trigger = columns.trigger?.[t] ?? Number.NaN;
      values.stop = columns.stop?.[t] ?? Number.NaN;
      values.takeProfit = columns.takeProfit?.[t] ?? Number.NaN;
      values.trail = columns.trail?.[t] ?? Number.NaN;
      decide(session, slot, t, values, shape);
    }
  }
  record(session, records, t);
}

/** Reductions are decided first, so that at a close, too, money freed by one symbol can go into another. */
const isReduction = (slot: Slot, target: number): boolean =>
  target * slot.acted >= 0 && Math.abs(target) < Math.abs(slot.acted);

/**
 * Handles a bar of a single symbol in which nothing can happen: no order waits, no level is within its range, no
 * decision changes, no holding cost falls due, no limit of risk is reached. Returns false if something may.
 */
function quiet(session: Session, slot: Slot, target: Float64Array, records: Records, t: number): boolean {
  const close = slot.bars.close[t]!;
  if (close !== close || slot.orders.length > 0 || slot.watch) return false;
  if (isChange(session, slot, target[t]!) && !session.halted) return false;
  if (slot.quantity === 0) {
    if (session.cash > session.peak) return false;
    slot.mark = close;
    records.equity[t] = session.cash;
    return true;
  }
  if (slot.bars.low[t]! <= slot.alertLow || slot.bars.high[t]! >= slot.alertHigh) return false;
  const value = slot.quantity * close;
  const equity = session.cash + value;
  if (equity > session.peak) session.peak = equity;
  else if (!(equity > session.peak * (1 - session.settings.maxDrawdown)) || !(equity > 0)) return false;
  slot.mark = close;
  records.equity[t] = equity;
  records.exposure[t] = Math.abs(value) / equity;
  records.net[t] = value / equity;
  return true;
}
