import { createStream, type Stream } from "../compile/stream.ts";
import type { Source } from "../graph/node.ts";
import { type Plan, rootsOf, type TracedDecision } from "../graph/strategy.ts";
import type { Bars } from "../trade/bars.ts";
import { closeBar, openBar, watchBar } from "./bar.ts";
import { type DecisionValues, decideAll } from "./decide.ts";
import { columnOf, loadBar, type MarketData, sessionMarket } from "./market.ts";
import { createRecords, outcomeOf, record } from "./record.ts";
import type { Outcome } from "./result.ts";
import { createSession } from "./session.ts";
import type { Settings } from "./settings.ts";
import { firstIndex, shapeOf } from "./vector.ts";

/** The plan of a strategy as a stream: gives the decisions of each bar from what is known at its close. */
export interface DecisionStream {
  readonly sources: readonly Source[];
  readonly values: Float64Array;
  /** Takes the bar whose values stand in `values`; `present` tells, by symbol, whether there is one. */
  readonly step: (present: (slot: number) => boolean) => void;
  /** Writes the decision of a symbol into `out`; its target is NaN before the graph's warm-up is complete. */
  readonly read: (slot: number, out: DecisionValues) => void;
}

/** Compiles a plan to a stream. */
export function createDecisionStream(plan: Plan): DecisionStream {
  const roots = plan.decisions.flatMap((decision) => Object.values(rootsOf(decision, false)));
  const stream = createStream(roots);
  const seen = plan.decisions.map(() => 0);
  const readers = plan.decisions.map((decision) => readerOf(stream, decision));
  return {
    sources: stream.sources,
    values: stream.values,
    step: (present) => {
      for (let s = 0; s < seen.length; s++) if (present(s)) seen[s]!++;
      stream.step();
    },
    read: (slot, out) => {
      readers[slot]!(out);
      if (seen[slot]! <= plan.warmup) out.target = Number.NaN;
    },
  };
}

function readerOf(stream: Stream, decision: TracedDecision): (out: DecisionValues) => void {
  const { target, limit, trigger, stop, takeProfit, trail } = decision;
  return (out) => {
    out.target = stream.read(target);
    out.limit = limit ? stream.read(limit) : Number.NaN;
    out.trigger = trigger ? stream.read(trigger) : Number.NaN;
    out.stop = stop ? stream.read(stop.node) : Number.NaN;
    out.takeProfit = takeProfit ? stream.read(takeProfit.node) : Number.NaN;
    out.trail = trail ? stream.read(trail.node) : Number.NaN;
  };
}

/**
 * Runs a plan over a market bar by bar: the strategy as a stream, every stage at every bar, nothing computed ahead.
 * Equal to {@link runVector} in every number.
 */
export function runEvent(
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
  const stream = createDecisionStream(plan);
  const columns = stream.sources.map((source) => columnOf(market, source));
  const shapes = plan.decisions.map(shapeOf);
  const records = createRecords(market.ts.length, market.bars.length);
  const start = firstIndex(market.ts, settings.fromMs);
  records.equity.fill(settings.cash, 0, start);
  for (let t = 0; t < market.ts.length; t++) {
    loadBar(session, market, t);
    for (let k = 0; k < columns.length; k++) stream.values[k] = columns[k]![t]!;
    stream.step((slot) => session.slots[slot]!.present);
    if (t < start) {
      watchBar(session);
      continue;
    }
    openBar(session);
    closeBar(session);
    decideAll(session, shapes, stream.read);
    record(session, records, t);
  }
  return outcomeOf(session, market, records, "event", start, barsPerYear);
}
