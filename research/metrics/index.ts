import type { Outcome } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { sampleKurtosis, sampleSkewness } from "../stats/moments.ts";
import { scratch } from "../stats/scratch.ts";
import { capacityFrom, impactsOf } from "./capacity.ts";
import { calmarOf, painOf, ulcerOf } from "./drawdown.ts";
import { countedOf } from "./equity.ts";
import { addExposure, type ExposureSums, noExposure } from "./exposure.ts";
import { type Held, type Measured, measure, measureHeld } from "./measure.ts";
import { lastEquity, type Moves, movesOf } from "./moves.ts";
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
import type { Relative } from "./relative.ts";
import { annualReturn, cagrOf, yearMs } from "./returns.ts";
import { place } from "./row.ts";
import { type Metrics, metricTable } from "./table.ts";
import type { TailGuess, Tails } from "./tail.ts";
import { type TradeColumns, tradeColumnsOf, writeTrades } from "./trade-sums.ts";

export interface MetricsContext {
  /** Bars of the run's symbols: their volume tells the capacity. */
  readonly bars?: readonly Bars[];
  /** Equity before the first bar, for a run that counts from its first bar on. */
  readonly cash?: number;
}

/** A run as its scalar metrics see it: moves and sums, no records. */
export interface RunSummary extends Pick<Outcome, "costs" | "ambiguousBars" | "barsPerYear"> {
  readonly moves: Moves;
  /** From the open of the first bar that counts to the close of the last. */
  readonly spanMs: number;
  readonly exposure: ExposureSums;
  /** Fills on bars that count, and the notional of all of them. */
  readonly fills: number;
  readonly traded: number;
  readonly trades: TradeColumns;
  /** What an order of one costs in each symbol; see {@link impactsOf}. Undefined where nobody asked. */
  readonly impacts: Float64Array | undefined;
  /** The benchmark that it is measured beside. */
  readonly held: Held;
}

/**
 * All scalar metrics of a run, by the conventions of `metricTable`: simple returns from bar to bar over the bars
 * that count, risk-free rate 0, annualised by the run's bars a year. What needs something that is not there (trades,
 * a drawdown, volume) is NaN; a profit factor without losses is Infinity.
 */
export function metricsOf(outcome: Outcome, context?: MetricsContext): Metrics {
  const row = new Float64Array(metricTable.length);
  writeMetrics(row, summaryOf(outcome, context));
  return Object.fromEntries(metricTable.map(({ key }, k) => [key, row[k]!])) as Metrics;
}

/** What metrics see of a run. It is valid until the next summary is made: columns lie in memory that is used again. */
export function summaryOf(outcome: Outcome, { bars, cash }: MetricsContext = {}): RunSummary {
  const { symbols, start, exposure, net } = outcome;
  const { equity, before, benchmark, benchmarkBefore, spanMs } = countedOf(outcome, cash);
  let traded = 0;
  let fills = 0;
  for (const fill of outcome.fills) {
    if (fill.index < start) continue;
    traded += fill.notional;
    fills++;
  }
  const held = measureHeld(benchmark, benchmarkBefore, scratch(6, benchmark.length));
  return {
    ...outcome,
    moves: movesOf(equity, before),
    spanMs,
    exposure: addExposure(noExposure(), exposure.subarray(start), net.subarray(start)),
    fills,
    traded,
    trades: tradeColumnsOf(outcome.trades, symbols),
    impacts: bars && impactsOf(symbols, bars),
    held,
  };
}

/** Writes all scalar metrics of a run to a row; `guess` is what the tails of a similar run told. */
export function writeMetrics(row: Float64Array, run: RunSummary, guess?: TailGuess): void {
  const measurement = measure(run.moves, run.held, guess);
  const { own, held } = measurement;
  const { spanMs, barsPerYear } = run;
  const cagr = cagrOf(own.growth, spanMs);
  const profit = lastEquity(run.moves) - run.moves.before;
  writeGrowth(row, own, profit, cagr, barsPerYear);
  writeDrawdown(row, own, cagr);
  writeRatios(row, own, barsPerYear);
  row[place.stability] = measurement.stability;
  writeTails(row, measurement.tails);
  writeBenchmark(row, held, spanMs, barsPerYear);
  row[place.excessReturn] = own.growth - 1 - (held.growth - 1);
  writeRelative(row, measurement.relative, barsPerYear);
  writeActivity(row, run, measurement.meanEquity);
  row[place.capacity] = run.impacts ? capacityFrom(run.trades, run.impacts) : Number.NaN;
  writeTrades(row, run.trades);
  writeCosts(row, run.costs, profit);
}

function writeGrowth(
  row: Float64Array,
  { growth, sums }: Measured,
  profit: number,
  cagr: number,
  perYear: number,
): void {
  row[place.totalReturn] = growth - 1;
  row[place.cagr] = cagr;
  row[place.annualReturn] = annualReturn(growth, sums.n, perYear);
  row[place.netProfit] = profit;
  row[place.positiveBars] = ratio(sums.above, sums.above + sums.below);
}

function writeDrawdown(row: Float64Array, { scan, growth }: Measured, cagr: number): void {
  const ulcer = ulcerOf(scan);
  row[place.maxDrawdown] = scan.maxDrawdown;
  row[place.maxDrawdownDuration] = scan.longest;
  row[place.averageDrawdown] = scan.averageDepth;
  row[place.timeUnderwater] = ratio(scan.underwater, scan.n);
  row[place.ulcer] = ulcer;
  row[place.pain] = painOf(scan);
  row[place.calmar] = calmarOf(cagr, scan.maxDrawdown);
  row[place.martin] = ratio(cagr, ulcer);
  row[place.recoveryFactor] = ratio(growth - 1, Math.abs(scan.maxDrawdown));
}

function writeRatios(row: Float64Array, { moments, sums }: Measured, perYear: number): void {
  const varies = moments.s2 > 0;
  row[place.volatility] = volatilityOf(moments, perYear);
  row[place.sharpe] = sharpeOf(moments, perYear);
  row[place.sortino] = sortinoOf(sums, perYear);
  row[place.downsideDeviation] = downsideOf(sums) * Math.sqrt(perYear);
  row[place.omega] = omegaOf(sums);
  row[place.gainToPain] = gainToPainOf(sums);
  row[place.kellyBars] = kellyGaussianOf(moments);
  row[place.skew] = varies ? sampleSkewness(moments) : Number.NaN;
  row[place.kurtosis] = varies ? sampleKurtosis(moments) : Number.NaN;
}

function writeTails(row: Float64Array, tails: Tails): void {
  row[place.bestBar] = tails.best;
  row[place.worstBar] = tails.worst;
  row[place.var95] = tails.q05;
  row[place.cvar95] = tails.shortfall05;
  row[place.var99] = tails.q01;
  row[place.cvar99] = tails.shortfall01;
  row[place.tailRatio] = Math.abs(ratio(tails.q95, tails.q05));
}

function writeBenchmark(
  row: Float64Array,
  { growth, moments, sums, scan }: Measured,
  spanMs: number,
  perYear: number,
): void {
  const cagr = cagrOf(growth, spanMs);
  row[place.benchmarkReturn] = growth - 1;
  row[place.benchmarkCagr] = cagr;
  row[place.benchmarkVolatility] = volatilityOf(moments, perYear);
  row[place.benchmarkSharpe] = sharpeOf(moments, perYear);
  row[place.benchmarkSortino] = sortinoOf(sums, perYear);
  row[place.benchmarkCalmar] = calmarOf(cagr, scan.maxDrawdown);
  row[place.benchmarkMaxDrawdown] = scan.maxDrawdown;
}

function writeRelative(row: Float64Array, relative: Relative, perYear: number): void {
  row[place.alpha] = relative.alphaPerBar * perYear;
  row[place.beta] = relative.beta;
  row[place.correlation] = relative.correlation;
  row[place.trackingError] = relative.trackingErrorPerBar * Math.sqrt(perYear);
  row[place.informationRatio] = relative.informationRatioPerBar * Math.sqrt(perYear);
  row[place.upCapture] = relative.capture.up;
  row[place.downCapture] = relative.capture.down;
}

function writeActivity(
  row: Float64Array,
  { moves: { n }, spanMs, exposure, fills, traded, ambiguousBars }: RunSummary,
  meanEquity: number,
): void {
  row[place.bars] = n;
  row[place.exposure] = ratio(exposure.bars, n);
  row[place.averageExposure] = ratio(exposure.gross, n);
  row[place.averageNet] = ratio(exposure.net, n);
  row[place.turnover] = ratio(traded, meanEquity * (spanMs / yearMs));
  row[place.fills] = fills;
  row[place.ambiguousBars] = ambiguousBars;
}

function writeCosts(row: Float64Array, costs: Outcome["costs"], profit: number): void {
  const { fees, spread, slippage, funding, borrow } = costs;
  const total = fees + spread + slippage + funding + borrow;
  const gross = profit + total;
  // Costs of a loss are not a share of anything.
  const unit = gross > 0 ? gross : Number.NaN;
  row[place.costs] = total;
  row[place.feeCosts] = fees;
  row[place.spreadCosts] = spread;
  row[place.slippageCosts] = slippage;
  row[place.fundingCosts] = funding;
  row[place.borrowCosts] = borrow;
  row[place.costShare] = total / unit;
  row[place.feeShare] = fees / unit;
  row[place.spreadShare] = spread / unit;
  row[place.slippageShare] = slippage / unit;
  row[place.fundingShare] = funding / unit;
  row[place.borrowShare] = borrow / unit;
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
