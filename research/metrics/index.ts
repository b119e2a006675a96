import type { Outcome } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { deviation, type Moments, sampleKurtosis, sampleSkewness } from "../stats/moments.ts";
import { quantilesInPlace } from "../stats/quantile.ts";
import { capacityOf } from "./capacity.ts";
import { calmarOf, type DrawdownScan, painOf, scanDrawdowns, ulcerOf } from "./drawdown.ts";
import { type Counted, countedOf } from "./equity.ts";
import { hitsOf, winRateNonzero } from "./hits.ts";
import { downsideVariance, ratio, returnMoments, sharpeOf, volatilityOf } from "./ratios.ts";
import { captureArithmetic, relativeOf } from "./relative.ts";
import { annualReturn, cagrOf, returnsOf, yearMs } from "./returns.ts";
import { stabilityOf } from "./stability.ts";
import type { Metrics } from "./table.ts";
import { meanAtMost } from "./tail.ts";
import { tradeMetrics } from "./trade-sums.ts";

export interface MetricsContext {
  /** Bars of the run's symbols: their volume tells the capacity. */
  readonly bars?: readonly Bars[];
  /** Equity before the first bar, for a run that counts from its first bar on. */
  readonly cash?: number;
}

/**
 * All scalar metrics of a run, by the conventions of `metricTable`: simple returns from bar to bar over the bars
 * that count, risk-free rate 0, annualised by the run's bars a year. What needs something that is not there (trades,
 * a drawdown, volume) is NaN; a profit factor without losses is Infinity.
 */
export function metricsOf(outcome: Outcome, context: MetricsContext = {}): Metrics {
  const counted = countedOf(outcome, context.cash);
  const returns = returnsOf(counted.equity, counted.before);
  const benchmark = returnsOf(counted.benchmark, counted.benchmarkBefore);
  const moments = returnMoments(returns);
  const benchmarkMoments = returnMoments(benchmark);
  const perYear = outcome.barsPerYear;
  return {
    ...headline(counted, returns, moments, perYear),
    ...distribution(returns, moments),
    ...besideBenchmark(counted, benchmark, benchmarkMoments, perYear),
    ...relativeMetrics(returns, benchmark, moments, benchmarkMoments, perYear),
    ...activityMetrics(outcome, counted),
    capacity: context.bars ? capacityOf(outcome.trades, context.bars) : Number.NaN,
    ...tradeMetrics(outcome.trades),
    ...costMetrics(outcome, counted),
  };
}

const lastOf = (column: Float64Array): number => column[column.length - 1] ?? Number.NaN;

interface Growth {
  readonly totalReturn: number;
  readonly cagr: number;
  readonly sharpe: number;
  readonly sortino: number;
  readonly volatility: number;
  readonly calmar: number;
  readonly scan: DrawdownScan;
}

/** What is printed of the strategy and of its benchmark alike. */
function growthOf(
  equity: Float64Array,
  before: number,
  returns: Float64Array,
  moments: Moments,
  spanMs: number,
  perYear: number,
): Growth & { readonly growth: number; readonly downside: number } {
  const growth = before > 0 ? lastOf(equity) / before : Number.NaN;
  const scan = scanDrawdowns(equity, before);
  const cagr = cagrOf(growth, spanMs);
  const downside = Math.sqrt(downsideVariance(returns));
  return {
    growth,
    downside,
    totalReturn: growth - 1,
    cagr,
    volatility: volatilityOf(moments, perYear),
    sharpe: sharpeOf(moments, perYear),
    sortino: ratio(moments.mean, downside) * Math.sqrt(perYear),
    calmar: calmarOf(cagr, scan.maxDrawdown),
    scan,
  };
}

function headline(counted: Counted, returns: Float64Array, moments: Moments, perYear: number) {
  const { equity, before, spanMs } = counted;
  const { growth, downside, scan, ...own } = growthOf(equity, before, returns, moments, spanMs, perYear);
  const hits = hitsOf(returns);
  const losses = -hits.grossLoss;
  const empty = equity.length === 0;
  const maxDrawdown = empty ? Number.NaN : scan.maxDrawdown;
  const ulcer = ulcerOf(scan);
  return {
    ...own,
    annualReturn: annualReturn(growth, equity.length, perYear),
    netProfit: lastOf(equity) - before,
    bestBar: hits.best,
    worstBar: hits.worst,
    positiveBars: winRateNonzero(hits),
    downsideDeviation: downside * Math.sqrt(perYear),
    maxDrawdown,
    maxDrawdownDuration: empty ? Number.NaN : scan.longest,
    averageDrawdown: empty ? Number.NaN : scan.averageDepth,
    timeUnderwater: ratio(scan.underwater, equity.length),
    ulcer,
    pain: painOf(scan),
    omega: ratio(hits.grossProfit, losses),
    martin: ratio(own.cagr, ulcer),
    gainToPain: ratio(hits.grossProfit - losses, losses),
    recoveryFactor: ratio(growth - 1, Math.abs(maxDrawdown)),
    stability: stabilityOf(returns),
    kellyBars: ratio(moments.mean, deviation(moments) ** 2),
  };
}

function distribution(returns: Float64Array, moments: Moments) {
  const known = moments.mean === moments.mean;
  const varies = moments.s2 > 0;
  const [q01, q05, q95] = known ? quantilesInPlace(returns.slice(), [0.01, 0.05, 0.95]) : [];
  const { NaN: unknown } = Number;
  const var95 = q05 ?? unknown;
  const var99 = q01 ?? unknown;
  return {
    var95,
    cvar95: meanAtMost(returns, var95),
    var99,
    cvar99: meanAtMost(returns, var99),
    skew: varies ? sampleSkewness(moments) : unknown,
    kurtosis: varies ? sampleKurtosis(moments) : unknown,
    tailRatio: Math.abs(ratio(q95 ?? unknown, var95)),
  };
}

function besideBenchmark(counted: Counted, returns: Float64Array, moments: Moments, perYear: number) {
  const { benchmark, benchmarkBefore, spanMs, equity, before } = counted;
  const held = growthOf(benchmark, benchmarkBefore, returns, moments, spanMs, perYear);
  return {
    benchmarkReturn: held.totalReturn,
    benchmarkCagr: held.cagr,
    benchmarkVolatility: held.volatility,
    benchmarkSharpe: held.sharpe,
    benchmarkSortino: held.sortino,
    benchmarkCalmar: held.calmar,
    benchmarkMaxDrawdown: benchmark.length === 0 ? Number.NaN : held.scan.maxDrawdown,
    excessReturn: lastOf(equity) / before - held.growth,
  };
}

function relativeMetrics(
  returns: Float64Array,
  benchmark: Float64Array,
  own: Moments,
  other: Moments,
  perYear: number,
) {
  const relative = relativeOf(returns, benchmark, own, other);
  const capture = captureArithmetic(returns, benchmark);
  return {
    alpha: relative.alphaPerBar * perYear,
    beta: relative.beta,
    correlation: relative.correlation,
    trackingError: relative.trackingErrorPerBar * Math.sqrt(perYear),
    informationRatio: relative.informationRatioPerBar * Math.sqrt(perYear),
    upCapture: capture.up,
    downCapture: capture.down,
  };
}

function activityMetrics(outcome: Outcome, counted: Counted) {
  const { start, exposure, net, fills } = outcome;
  const n = counted.equity.length;
  let inMarket = 0;
  let gross = 0;
  let netSum = 0;
  let equitySum = 0;
  for (let i = start; i < exposure.length; i++) {
    const share = exposure[i]!;
    if (share !== 0) inMarket++;
    gross += share;
    netSum += net[i]!;
    equitySum += outcome.equity[i]!;
  }
  let traded = 0;
  let count = 0;
  for (const fill of fills) {
    if (fill.index < start) continue;
    traded += fill.quantity * fill.price;
    count++;
  }
  return {
    bars: n,
    exposure: ratio(inMarket, n),
    averageExposure: ratio(gross, n),
    averageNet: ratio(netSum, n),
    turnover: ratio(traded, (equitySum / n) * (counted.spanMs / yearMs)),
    fills: count,
    ambiguousBars: outcome.ambiguousBars,
  };
}

function costMetrics({ costs }: Outcome, counted: Counted) {
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
