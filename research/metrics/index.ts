import type { Outcome } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { sampleKurtosis, sampleSkewness } from "../stats/moments.ts";
import { sumAndCountOf, sumOf } from "../stats/sum.ts";
import { capacityFrom, impactsOf } from "./capacity.ts";
import { calmarOf, painOf, ulcerOf } from "./drawdown.ts";
import { type Counted, countedOf } from "./equity.ts";
import { type Held, type Measured, type Measurement, measure } from "./measure.ts";
import {
  downsideOf,
  gainToPainOf,
  kellyGaussianOf,
  omegaOf,
  ratio,
  sharpeOf,
  sortinoOf,
  volatilityOf,
} from "./ratios.ts";
import { annualReturn, cagrOf, yearMs } from "./returns.ts";
import type { Metrics } from "./table.ts";
import { type TradeColumns, tradeColumnsOf, tradeMetricsFrom } from "./trade-sums.ts";

export interface MetricsContext {
  /** Bars of the run's symbols: their volume tells the capacity. */
  readonly bars?: readonly Bars[];
  /** Equity before the first bar, for a run that counts from its first bar on. */
  readonly cash?: number;
}

/** A run as its scalar metrics see it: columns and sums, no records. */
export interface RunSummary
  extends Pick<
    Outcome,
    | "ts"
    | "timeframeMs"
    | "start"
    | "equity"
    | "exposure"
    | "net"
    | "benchmark"
    | "costs"
    | "ambiguousBars"
    | "barsPerYear"
  > {
  /** Fills on bars that count, and the notional of all of them. */
  readonly fills: number;
  readonly traded: number;
  readonly trades: TradeColumns;
  /** What an order of one costs in each symbol; see {@link impactsOf}. Undefined where nobody asked. */
  readonly impacts: Float64Array | undefined;
}

/**
 * All scalar metrics of a run, by the conventions of `metricTable`: simple returns from bar to bar over the bars
 * that count, risk-free rate 0, annualised by the run's bars a year. What needs something that is not there (trades,
 * a drawdown, volume) is NaN; a profit factor without losses is Infinity.
 */
export function metricsOf(outcome: Outcome, { bars, cash }: MetricsContext = {}): Metrics {
  const { symbols, start } = outcome;
  let traded = 0;
  let fills = 0;
  for (const fill of outcome.fills) {
    if (fill.index < start) continue;
    traded += fill.notional;
    fills++;
  }
  const trades = tradeColumnsOf(outcome.trades, symbols);
  const summary = { ...outcome, fills, traded, trades, impacts: bars && impactsOf(symbols, bars) };
  return metricsFrom(summary, cash);
}

/** All scalar metrics of a run in columns; `held` is its benchmark, where that was measured before. */
export function metricsFrom(run: RunSummary, cash?: number, held?: Held): Metrics {
  const counted = countedOf(run, cash);
  const measurement = measure(counted, held);
  const perYear = run.barsPerYear;
  const own = growthOf(measurement.own, counted.spanMs, perYear);
  const other = growthOf(measurement.held, counted.spanMs, perYear);
  return {
    ...headline(own, measurement, counted, perYear),
    ...distribution(measurement),
    ...besideBenchmark(own, other, measurement, perYear),
    ...activityMetrics(run, measurement, counted.spanMs),
    capacity: run.impacts ? capacityFrom(run.trades, run.impacts) : Number.NaN,
    ...tradeMetricsFrom(run.trades),
    ...costMetrics(run, counted),
  };
}

const lastOf = (column: Float64Array): number => column[column.length - 1] ?? Number.NaN;

/** The headline that the strategy and its benchmark share. */
function growthOf({ moments, sums, scan, growth }: Measured, spanMs: number, perYear: number) {
  const cagr = cagrOf(growth, spanMs);
  return {
    totalReturn: growth - 1,
    cagr,
    volatility: volatilityOf(moments, perYear),
    sharpe: sharpeOf(moments, perYear),
    sortino: sortinoOf(sums, perYear),
    calmar: calmarOf(cagr, scan.maxDrawdown),
    maxDrawdown: scan.maxDrawdown,
  };
}
type Growth = ReturnType<typeof growthOf>;

function headline(
  growth: Growth,
  { own, stability }: Measurement,
  { equity, before }: Counted,
  perYear: number,
) {
  const { sums, scan, moments } = own;
  const ulcer = ulcerOf(scan);
  return {
    ...growth,
    annualReturn: annualReturn(own.growth, sums.n, perYear),
    netProfit: lastOf(equity) - before,
    positiveBars: ratio(sums.above, sums.above + sums.below),
    downsideDeviation: downsideOf(sums) * Math.sqrt(perYear),
    maxDrawdownDuration: scan.longest,
    averageDrawdown: scan.averageDepth,
    timeUnderwater: ratio(scan.underwater, sums.n),
    ulcer,
    pain: painOf(scan),
    omega: omegaOf(sums),
    martin: ratio(growth.cagr, ulcer),
    gainToPain: gainToPainOf(sums),
    recoveryFactor: ratio(growth.totalReturn, Math.abs(scan.maxDrawdown)),
    stability,
    kellyBars: kellyGaussianOf(moments),
  };
}

function distribution({ own: { moments }, tails }: Measurement) {
  const varies = moments.s2 > 0;
  return {
    bestBar: tails.best,
    worstBar: tails.worst,
    var95: tails.q05,
    cvar95: tails.shortfall05,
    var99: tails.q01,
    cvar99: tails.shortfall01,
    skew: varies ? sampleSkewness(moments) : Number.NaN,
    kurtosis: varies ? sampleKurtosis(moments) : Number.NaN,
    tailRatio: Math.abs(ratio(tails.q95, tails.q05)),
  };
}

function besideBenchmark(own: Growth, held: Growth, { relative }: Measurement, perYear: number) {
  return {
    benchmarkReturn: held.totalReturn,
    benchmarkCagr: held.cagr,
    benchmarkVolatility: held.volatility,
    benchmarkSharpe: held.sharpe,
    benchmarkSortino: held.sortino,
    benchmarkCalmar: held.calmar,
    benchmarkMaxDrawdown: held.maxDrawdown,
    excessReturn: own.totalReturn - held.totalReturn,
    alpha: relative.alphaPerBar * perYear,
    beta: relative.beta,
    correlation: relative.correlation,
    trackingError: relative.trackingErrorPerBar * Math.sqrt(perYear),
    informationRatio: relative.informationRatioPerBar * Math.sqrt(perYear),
    upCapture: relative.capture.up,
    downCapture: relative.capture.down,
  };
}

function activityMetrics(
  { start, exposure, net, fills, traded, ambiguousBars }: RunSummary,
  { meanEquity }: Measurement,
  spanMs: number,
) {
  const n = exposure.length - start;
  const gross = sumAndCountOf(exposure.subarray(start));
  return {
    bars: n,
    exposure: ratio(gross.count, n),
    averageExposure: ratio(gross.sum, n),
    averageNet: ratio(net === exposure ? gross.sum : sumOf(net.subarray(start)), n),
    turnover: ratio(traded, meanEquity * (spanMs / yearMs)),
    fills,
    ambiguousBars,
  };
}

function costMetrics({ costs }: RunSummary, counted: Counted) {
  const { fees, spread, slippage, funding, borrow } = costs;
  const total = fees + spread + slippage + funding + borrow;
  const gross = lastOf(counted.equity) - counted.before + total;
  // Costs of a loss are not a share of anything.
  const share = (cost: number): number => (gross > 0 ? cost / gross : Number.NaN);
  return {
    costs: total,
    feeCosts: fees,
    spreadCosts: spread,
    slippageCosts: slippage,
    fundingCosts: funding,
    borrowCosts: borrow,
    costShare: share(total),
    feeShare: share(fees),
    spreadShare: share(spread),
    slippageShare: share(slippage),
    fundingShare: share(funding),
    borrowShare: share(borrow),
  };
}

export { dailyEquity, dailyReturns, monthlyReturns, yearlyReturns } from "./calendar.ts";
export { histogramOf, quantilePlotOf } from "./distribution.ts";
export { datedDrawdowns, underwaterOf, worstDrawdowns } from "./drawdown.ts";
export { type Counted, countedOf } from "./equity.ts";
export { equityOf, returnsOf } from "./returns.ts";
export { rollingBeta, rollingSharpe, rollingVolatility } from "./rolling.ts";
export { groups, type MetricKey, type MetricRow, type Metrics, metricRows, metricTable } from "./table.ts";
export {
  excursionsOf,
  groupTrades,
  holdingBars,
  streaksOf,
  tradesByExit,
  tradesByHour,
  tradesByMonth,
  tradesBySide,
  tradesBySymbol,
  tradesByWeekday,
} from "./trades.ts";
