import { createSharedColumns, type SharedColumns } from "../../engine/compile/shared-columns.ts";
import { createTable, forgetCalls } from "../../engine/graph/node.ts";
import { type Plan, plan, type Strategy } from "../../engine/graph/strategy.ts";
import { createTape, type RiskTape, tapeSize } from "../../engine/risk/tape.ts";
import { createFusedPass, type FusedPass } from "../../engine/run/fused.ts";
import { columnOf, factsOf, type MarketData, sessionMarket } from "../../engine/run/market.ts";
import { buyAndHold, createRecords } from "../../engine/run/record.ts";
import { createSession, resetSession, type Session } from "../../engine/run/session.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { createTally } from "../../engine/run/tally.ts";
import { createTrace, marksOf, recordTrace, type Trace } from "../../engine/run/trace.ts";
import { firstIndex, runTracks } from "../../engine/run/vector.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { impactsOf } from "../metrics/capacity.ts";
import { countedOf } from "../metrics/equity.ts";
import { addExposure, noExposure } from "../metrics/exposure.ts";
import { type MetricKey, type MetricsContext, metricTable, writeMetrics } from "../metrics/index.ts";
import { measureHeld } from "../metrics/measure.ts";
import { movesOf } from "../metrics/moves.ts";
import { noGuess } from "../metrics/tail.ts";
import { createTracker } from "./fast-tracks.ts";
import { type Value, valuesOf, writeCore } from "./scan-core.ts";
import { type Traced, tracedOne } from "./trace-moves.ts";

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

function allWriter(request: EvaluatorRequest): Writer {
  const { market, settings, barsPerYear, context } = request;
  const { ts, timeframeMs, symbols } = market;
  const start = firstIndex(ts, settings.fromMs);
  const metrics = metricTable.map(({ key }) => key);
  const impacts = context?.bars && impactsOf(symbols, context.bars);
  const benchmark = buyAndHold(market, settings, start);
  const counted = countedOf({ ts, start, timeframeMs, benchmark, equity: benchmark }, context?.cash);
  const { spanMs } = counted;
  const held = measureHeld(counted.benchmark, counted.benchmarkBefore);
  const guess = noGuess();
  const see = symbols.length === 1 ? seeOne(request, start) : seeAll(request, start);
  return {
    metrics,
    write: (session, trace, out, offset) => {
      const { costs, ambiguousBars, slots, tally } = session;
      const { fills, traded, trades, columns } = tally!;
      const open = slots.reduce((sum, { lots }) => sum + lots.length, 0);
      const { moves, exposure } = see(session, trace);
      writeMetrics(
        out.subarray(offset, offset + metrics.length),
        {
          moves,
          exposure,
          spanMs,
          costs,
          ambiguousBars,
          barsPerYear,
          fills,
          traded,
          trades: { closed: trades, open, ...columns },
          impacts,
          held,
        },
        guess,
      );
    },
  };
}

/** Looks at runs of a single symbol. */
function seeOne({ market, settings, context }: EvaluatorRequest, start: number) {
  let value: Value | undefined;
  return ({ slots }: Session, trace: Trace): Traced => {
    value ??= valuesOf(slots, market)[0]!;
    // The first step of every trace is the cash to begin with.
    const before = (start > 0 ? settings.cash : context?.cash) ?? trace.cash[0] ?? Number.NaN;
    return tracedOne(trace, value.at, slots[0]!.contract.inverse ? -1 : 1, start, before);
  };
}

/** Looks at runs of several symbols, whose columns are written first. */
function seeAll({ market, settings, context }: EvaluatorRequest, start: number) {
  const { ts, timeframeMs, symbols } = market;
  const records = createRecords(ts.length, symbols.length);
  const { equity, exposure, net } = records;
  const marks = marksOf(market);
  return ({ slots }: Session, trace: Trace): Traced => {
    equity.fill(settings.cash, 0, start);
    recordTrace(trace, slots, marks, records);
    const counted = countedOf({ ts, start, timeframeMs, equity, benchmark: equity }, context?.cash);
    return {
      moves: movesOf(counted.equity, counted.before),
      exposure: addExposure(noExposure(), exposure.subarray(start), net.subarray(start)),
    };
  };
}
