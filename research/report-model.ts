import { barsPerYear } from "../engine/core/calendar.ts";
import type { Run } from "../engine/run/result.ts";
import type { Bars } from "../engine/trade/bars.ts";
import type {
  Distribution,
  DrawdownEpisode,
  MetricLine,
  PeriodReturn,
  ReportModel,
  Rolling,
} from "../reports/model.ts";
import { dailyEquity, monthlyReturns, yearlyReturns } from "./metrics/calendar.ts";
import { quantilePlotOf } from "./metrics/distribution.ts";
import { underwaterOf, worstDrawdowns } from "./metrics/drawdown.ts";
import { type Counted, countedOf } from "./metrics/equity.ts";
import { returnMoments } from "./metrics/ratios.ts";
import { returnsOf } from "./metrics/returns.ts";
import { rollingBeta, rollingSharpe, rollingVolatility } from "./metrics/rolling.ts";
import { metricTable } from "./metrics/table.ts";
import { isTrainedRun } from "./ml/train/model.ts";
import { orderTables } from "./report-orders.ts";
import { binsOf, tradeTables } from "./report-trades.ts";
import { deviation } from "./stats/moments.ts";
import { quantilesInPlace } from "./stats/quantile.ts";
import { isWalkForward } from "./walkforward/model.ts";

const dayMs = 86_400_000;

/** Metrics of the benchmark by the metric of the strategy beside which they stand. */
const besides: Readonly<Record<string, string>> = {
  totalReturn: "benchmarkReturn",
  cagr: "benchmarkCagr",
  volatility: "benchmarkVolatility",
  sharpe: "benchmarkSharpe",
  sortino: "benchmarkSortino",
  calmar: "benchmarkCalmar",
  maxDrawdown: "benchmarkMaxDrawdown",
};

/** Gathers what a report draws: the run, its bars, and every series and table that follows from them. */
export function reportModelOf(
  run: Run,
  bars: readonly Bars[],
  dataNotes: readonly string[] = [],
): ReportModel {
  const counted = countedOf(run.outcome, run.identity.settings.cash);
  const daily = dailyView(counted, run);
  return {
    run,
    bars,
    dataNotes,
    metrics: metricLines(run.metrics),
    ...orderTables(run, bars),
    ...drawdownColumns(run, counted),
    ...calendar(counted),
    distribution: distributionOf(daily),
    rolling: rollingOf(daily),
    drawdowns: episodes(counted),
    ...tradeTables(run.outcome),
    ...(isTrainedRun(run) && { training: run.training }),
    ...(isWalkForward(run) && { walkForward: run.walkForward }),
  };
}

function metricLines(metrics: Run["metrics"]): MetricLine[] {
  const shownBeside = new Set(Object.values(besides));
  return metricTable
    .filter((row) => !shownBeside.has(row.key))
    .map((row) => ({
      ...row,
      value: metrics[row.key] ?? Number.NaN,
      benchmark: metrics[besides[row.key] ?? ""] ?? Number.NaN,
    }));
}

/** Drawdowns over the whole time line; before the first bar that counts there is none. */
function drawdownColumns({ outcome }: Run, counted: Counted) {
  const whole = (column: Float64Array) => {
    const out = new Float64Array(outcome.ts.length);
    out.set(column, outcome.start);
    return out;
  };
  return {
    drawdown: whole(underwaterOf(counted.equity, counted.before)),
    benchmarkDrawdown: whole(underwaterOf(counted.benchmark, counted.benchmarkBefore)),
  };
}

function calendar({ ts, equity, before, benchmark, benchmarkBefore }: Counted) {
  const own = returnsOf(equity, before);
  const other = returnsOf(benchmark, benchmarkBefore);
  const pair = (periods: typeof monthlyReturns): PeriodReturn[] => {
    const beside = new Map(periods(other, ts).map(({ key, value }) => [key, value]));
    return periods(own, ts).map(({ key, value }) => ({
      year: Number(key.slice(0, 4)),
      month: Number(key.slice(5, 7)),
      value,
      benchmark: beside.get(key) ?? Number.NaN,
    }));
  };
  return { months: pair(monthlyReturns), years: pair(yearlyReturns) };
}

/** Returns by day for bars shorter than a day, by bar otherwise: what distribution and rolling figures are made from. */
interface View {
  readonly ts: Float64Array;
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
  readonly perYear: number;
  readonly period: string;
}

function dailyView(counted: Counted, { outcome }: Run): View {
  const { ts, equity, before, benchmark, benchmarkBefore } = counted;
  const pair = (own: Float64Array, other: Float64Array) => ({
    returns: returnsOf(own, before),
    benchmark: returnsOf(other, benchmarkBefore),
  });
  if (outcome.timeframeMs >= dayMs) {
    return { ts, ...pair(equity, benchmark), perYear: outcome.barsPerYear, period: "bar" };
  }
  const days = dailyEquity(equity, ts);
  const closes = dailyEquity(benchmark, ts);
  return {
    ts: days.ts,
    ...pair(days.equity, closes.equity),
    perYear: barsPerYear(days.ts, dayMs),
    period: "day",
  };
}

function distributionOf({ returns, period }: View): Distribution {
  const known = returns.filter(Number.isFinite);
  const moments = returnMoments(known);
  const { normal, sample } = quantilePlotOf(known, 600);
  return {
    period,
    bins: binsOf(known, 70),
    mean: moments.mean,
    deviation: deviation(moments),
    valueAtRisk: quantilesInPlace(known, [0.05])[0]!,
    normal,
    sample,
  };
}

/** Half a year, or a quarter of a run that is too short for that, but never under 20 returns. */
function windowOf({ returns, perYear }: View): number {
  return Math.max(20, Math.min(Math.round(perYear / 2), Math.floor(returns.length / 4)));
}

function rollingOf(view: View): Rolling {
  const { ts, returns, benchmark, perYear, period } = view;
  const window = windowOf(view);
  return {
    window: `${window} ${period}s`,
    ts,
    sharpe: rollingSharpe(returns, window, perYear),
    benchmarkSharpe: rollingSharpe(benchmark, window, perYear),
    volatility: rollingVolatility(returns, window, perYear),
    benchmarkVolatility: rollingVolatility(benchmark, window, perYear),
    beta: rollingBeta(returns, benchmark, window),
  };
}

function episodes({ equity, before, ts }: Counted): DrawdownEpisode[] {
  const at = (i: number) => ts[Math.max(0, i)]!;
  return worstDrawdowns(equity, before, 10).map(({ peak, trough, recovery, depth }) => ({
    peakTs: at(peak),
    troughTs: at(trough),
    recoveryTs: recovery === null ? Number.NaN : at(recovery),
    depth,
    fallBars: trough - peak,
    recoveryBars: recovery === null ? Number.NaN : recovery - trough,
  }));
}
