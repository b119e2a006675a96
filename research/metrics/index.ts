import type { Outcome } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { type Moments, momentsAround, sampleKurtosis, sampleSkewness } from "../stats/moments.ts";
import { scratch } from "../stats/scratch.ts";
import { capacityOf } from "./capacity.ts";
import { calmarOf, type DrawdownScan, painOf, scanDrawdowns, ulcerOf } from "./drawdown.ts";
import { type Counted, countedOf } from "./equity.ts";
import {
  downsideOf,
  gainToPainOf,
  kellyGaussianOf,
  omegaOf,
  ratio,
  type Sums,
  sharpeOf,
  sortinoOf,
  sumsOf,
  volatilityOf,
} from "./ratios.ts";
import { relativeOf } from "./relative.ts";
import { annualReturn, cagrOf, returnsOf, yearMs } from "./returns.ts";
import { stabilityOf } from "./stability.ts";
import type { Metrics } from "./table.ts";
import { tailsOf, unknownTails } from "./tail.ts";
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
  const n = counted.equity.length;
  const perYear = outcome.barsPerYear;
  const own = growthOf(counted.equity, counted.before, counted.spanMs, perYear, scratch(0, n));
  const held = growthOf(counted.benchmark, counted.benchmarkBefore, counted.spanMs, perYear, scratch(1, n));
  return {
    ...headline(own, counted, perYear),
    ...distribution(own),
    ...besideBenchmark(own, held, perYear),
    ...activityMetrics(outcome, counted),
    capacity: context.bars ? capacityOf(outcome.trades, context.bars) : Number.NaN,
    ...tradeMetrics(outcome.trades),
    ...costMetrics(outcome, counted),
  };
}

const lastOf = (column: Float64Array): number => column[column.length - 1] ?? Number.NaN;

/** What is measured of the strategy and of its benchmark alike. */
interface Growth {
  readonly returns: Float64Array;
  readonly moments: Moments;
  readonly sums: Sums;
  readonly scan: DrawdownScan;
  /** Final equity over equity before the first bar. */
  readonly growth: number;
  readonly cagr: number;
  readonly volatility: number;
  readonly sharpe: number;
  readonly sortino: number;
  readonly calmar: number;
}

function growthOf(
  equity: Float64Array,
  before: number,
  spanMs: number,
  perYear: number,
  memory: Float64Array,
): Growth {
  const returns = returnsOf(equity, before, memory);
  const sums = sumsOf(returns);
  const moments = momentsAround(returns, sums.sum / sums.n, 1);
  const scan = scanDrawdowns(equity, before);
  const growth = before > 0 ? lastOf(equity) / before : Number.NaN;
  const cagr = cagrOf(growth, spanMs);
  return {
    returns,
    moments,
    sums,
    scan,
    growth,
    cagr,
    volatility: volatilityOf(moments, perYear),
    sharpe: sharpeOf(moments, perYear),
    sortino: sortinoOf(sums, perYear),
    calmar: calmarOf(cagr, scan.maxDrawdown),
  };
}

function headline(own: Growth, { equity, before }: Counted, perYear: number) {
  const { growth, cagr, sums, scan, moments } = own;
  const ulcer = ulcerOf(scan);
  return {
    totalReturn: growth - 1,
    cagr,
    annualReturn: annualReturn(growth, sums.n, perYear),
    netProfit: lastOf(equity) - before,
    positiveBars: ratio(sums.above, sums.above + sums.below),
    volatility: own.volatility,
    downsideDeviation: downsideOf(sums) * Math.sqrt(perYear),
    maxDrawdown: scan.maxDrawdown,
    maxDrawdownDuration: scan.longest,
    averageDrawdown: scan.averageDepth,
    timeUnderwater: ratio(scan.underwater, sums.n),
    ulcer,
    pain: painOf(scan),
    sharpe: own.sharpe,
    sortino: own.sortino,
    calmar: own.calmar,
    omega: omegaOf(sums),
    martin: ratio(cagr, ulcer),
    gainToPain: gainToPainOf(sums),
    recoveryFactor: ratio(growth - 1, Math.abs(scan.maxDrawdown)),
    stability: stabilityOf(own.returns),
    kellyBars: kellyGaussianOf(moments),
  };
}

function distribution({ returns, moments }: Growth) {
  const tails = Number.isNaN(moments.mean) ? unknownTails : tailsOf(returns);
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

function besideBenchmark(own: Growth, held: Growth, perYear: number) {
  const relative = relativeOf(own.returns, held.returns, own.moments, held.moments);
  return {
    benchmarkReturn: held.growth - 1,
    benchmarkCagr: held.cagr,
    benchmarkVolatility: held.volatility,
    benchmarkSharpe: held.sharpe,
    benchmarkSortino: held.sortino,
    benchmarkCalmar: held.calmar,
    benchmarkMaxDrawdown: held.scan.maxDrawdown,
    excessReturn: own.growth - held.growth,
    alpha: relative.alphaPerBar * perYear,
    beta: relative.beta,
    correlation: relative.correlation,
    trackingError: relative.trackingErrorPerBar * Math.sqrt(perYear),
    informationRatio: relative.informationRatioPerBar * Math.sqrt(perYear),
    upCapture: relative.capture.up,
    downCapture: relative.capture.down,
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
    inMarket += +(share !== 0);
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
