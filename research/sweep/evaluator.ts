import { createSharedColumns, type SharedColumns } from "../../engine/compile/shared-columns.ts";
import { createTable, forgetCalls } from "../../engine/graph/node.ts";
import { type Plan, plan, type Strategy } from "../../engine/graph/strategy.ts";
import { createTape, type RiskTape, tapeSize } from "../../engine/risk/tape.ts";
import { createFusedPass, type FusedPass } from "../../engine/run/fused.ts";
import { columnOf, factsOf, type MarketData, sessionMarket } from "../../engine/run/market.ts";
import { buyAndHold, createRecords, grossOf } from "../../engine/run/record.ts";
import { createSession, resetSession, type Session } from "../../engine/run/session.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { createTally } from "../../engine/run/tally.ts";
import { createTrace, marksOf, recordTrace, type Trace } from "../../engine/run/trace.ts";
import { firstIndex, runTracks } from "../../engine/run/vector.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { impactsOf } from "../metrics/capacity.ts";
import { countedOf } from "../metrics/equity.ts";
import { type MetricKey, type MetricsContext, metricsFrom, metricTable } from "../metrics/index.ts";
import { measureHeld } from "../metrics/measure.ts";
import { createTracker } from "./fast-tracks.ts";
import { type Value, valuesOf, writeCore } from "./scan-core.ts";

/** Everything that the variants of a sweep share. */
export interface EvaluatorRequest {
  readonly strategy: Strategy;
  readonly market: MarketData;
  readonly settings: Settings;
  readonly barsPerYear: number;
  /** What the metrics know besides a run: bars whose volume tells the capacity, equity before the first bar. */
  readonly context?: MetricsContext;
  /** Finer bars of the same symbols, which decide whether stop or target came first. */
  readonly finer?: readonly Bars[];
  /** Every scalar metric unless told; `core`: totalReturn, sharpe and maxDrawdown alone. */
  readonly detail?: "all" | "core";
}

/** Turns parameters into metrics, variant after variant. */
export interface Evaluator {
  /** Names of the metrics, in the order in which they are written. */
  readonly metrics: readonly MetricKey[];
  /**
   * Writes the metrics of one variant to `out` at `offset` (0 unless told), in the order of `metrics`: exactly those
   * that a single backtest of it prints. Throws a UserError for parameters that do not fit the strategy.
   */
  readonly evaluate: (params: Readonly<Record<string, unknown>>, out: Float64Array, offset?: number) => void;
}

/** The metrics of `core`, in the order in which {@link writeCore} writes them. */
const coreMetrics: readonly MetricKey[] = ["totalReturn", "sharpe", "maxDrawdown"];

/** Columns of indicators that are kept for the variants to come: 160 MiB, a hundred of two hundred thousand bars. */
const columnBytesMax = 160 * 2 ** 20;

/** Nodes of a table before it is made anew: of each variant some are its own and never asked for again. */
const nodesMax = 50_000;

/**
 * Evaluates the variants of one strategy over one market under one set of settings. What variants share is computed
 * once; a variant visits only the bars on which its account can change, through the stages of the session itself.
 */
export function createEvaluator(request: EvaluatorRequest): Evaluator {
  const { strategy, market, detail = "all" } = request;
  const { symbols, timeframeMs } = market;
  const columns = createSharedColumns(market.ts.length, (source) => columnOf(market, source), columnBytesMax);
  const run = createRunner(request, columns);
  const write = detail === "core" ? coreWriter(request) : allWriter(request);
  let table = createTable();
  return {
    metrics: write.metrics,
    evaluate: (params, out, offset = 0) => {
      if (table.nodes.length > nodesMax) {
        table = createTable();
        columns.clear();
      }
      const known = table.nodes.length;
      const bound = plan(strategy, { params, symbols, timeframeMs, table });
      try {
        const { session, trace } = run(bound, known);
        write.write(session, trace, out, offset);
      } finally {
        // What became no column is this variant's own: kept, it would only be in the garbage collector's way.
        forgetCalls(table, columns.end());
      }
    },
  };
}

interface Ran {
  readonly session: Session;
  readonly trace: Trace;
}

/** Runs the plan of one variant after another. */
function createRunner(
  request: EvaluatorRequest,
  columns: SharedColumns,
): (bound: Plan, known: number) => Ran {
  const { market, settings, barsPerYear, finer } = request;
  const start = firstIndex(market.ts, settings.fromMs);
  const facts = factsOf(market);
  const trace = createTrace(market.bars.length);
  const tracksOf = createTracker(market, columns, start, facts.visits.length === 0);
  const about = sessionMarket(market, barsPerYear);
  const tally = createTally(request.detail !== "core");
  let session: Session | undefined;
  let fused: FusedPass | undefined;
  return (bound, known) => {
    if (session) resetSession(session);
    else {
      session = createSession(about, settings, settings.rebalance ?? bound.rebalance, finer, tally);
      fused = createFusedPass(session, market, facts, start);
      session.risk.tape = tapeFor(session, market);
    }
    const tracks = tracksOf(bound, known);
    if (!fused?.run(tracks, trace)) {
      if (fused) resetSession(session);
      runTracks(session, market, tracks, start, trace, facts);
    }
    return { session, trace };
  };
}

/** Numbers of a tape that are worth their memory: 64 MiB. */
const tapeSizeMax = 2 ** 23;

/** What limits that watch the market know at each bar, found once for all variants. */
function tapeFor({ risk: { watches, limits } }: Session, { ts, bars }: MarketData): RiskTape | undefined {
  return watches && tapeSize(ts.length, bars.length) <= tapeSizeMax ? createTape(limits, bars) : undefined;
}

interface Writer {
  readonly metrics: readonly MetricKey[];
  readonly write: (session: Session, trace: Trace, out: Float64Array, offset: number) => void;
}

function coreWriter({ market, settings, barsPerYear, context }: EvaluatorRequest): Writer {
  const start = firstIndex(market.ts, settings.fromMs);
  const cash = start > 0 ? settings.cash : context?.cash;
  let values: Value[] | undefined;
  return {
    metrics: coreMetrics,
    write: (session, trace, out, offset) => {
      values ??= valuesOf(session.slots, market);
      writeCore(trace, values, start, market.ts.length, cash, barsPerYear, out, offset);
    },
  };
}

function allWriter({ market, settings, barsPerYear, context }: EvaluatorRequest): Writer {
  const { ts, timeframeMs, symbols } = market;
  const { cash } = settings;
  const start = firstIndex(ts, settings.fromMs);
  const metrics = metricTable.map(({ key }) => key);
  const records = createRecords(ts.length, symbols.length);
  const gross = new Float64Array(ts.length);
  const marks = marksOf(market);
  const impacts = context?.bars && impactsOf(symbols, context.bars);
  const benchmark = buyAndHold(market, settings, start);
  const { benchmark: counted, benchmarkBefore } = countedOf(
    { ts, start, timeframeMs, benchmark, equity: benchmark },
    context?.cash,
  );
  const held = measureHeld(counted, benchmarkBefore);
  return {
    metrics,
    write: ({ costs, ambiguousBars, slots, tally }, trace, out, offset) => {
      records.equity.fill(cash, 0, start);
      recordTrace(trace, slots, marks, records);
      const { fills, traded, trades, columns } = tally!;
      const open = slots.reduce((sum, { lots }) => sum + lots.length, 0);
      const found = metricsFrom(
        {
          ts,
          timeframeMs,
          start,
          equity: records.equity,
          net: records.net,
          exposure: grossOf(records, gross),
          benchmark,
          costs,
          ambiguousBars,
          barsPerYear,
          fills,
          traded,
          trades: { closed: trades, open, ...columns },
          impacts,
        },
        context?.cash,
        held,
      );
      for (let k = 0; k < metrics.length; k++) out[offset + k] = found[metrics[k]!];
    },
  };
}
