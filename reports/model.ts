import type { CostRow } from "../engine/execution/cost-report.ts";
import type { Run } from "../engine/run/result.ts";
import type { Bars } from "../engine/trade/bars.ts";
import type { Instrument } from "../engine/trade/instrument.ts";
import type { BiasReport } from "../research/bias/detect.ts";
import type { MetricRow } from "../research/metrics/table.ts";
import type { TradeGroup } from "../research/metrics/trades.ts";
import type { TrainingResult } from "../research/ml/train/model.ts";
import type { Validation } from "../research/validate/model.ts";
import type { WalkForwardResult } from "../research/walkforward/model.ts";

/** One row of the metrics table with its figure, beside the same of the benchmark (NaN where it has none). */
export interface MetricLine extends MetricRow {
  readonly value: number;
  readonly benchmark: number;
}

/** Return of a calendar month (1 to 12) or of a year (month 0), UTC. */
export interface PeriodReturn {
  readonly year: number;
  readonly month: number;
  readonly value: number;
  readonly benchmark: number;
}

/** A class of a histogram, [from, to). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Returns and the normal law beside them. */
export interface Distribution {
  /** What one return spans, such as "bar (1d)" or "day". */
  readonly period: string;
  readonly bins: readonly Bin[];
  readonly mean: number;
  /** Sample standard deviation (ddof 1). */
  readonly deviation: number;
  /** Historical value at risk at 95%, as a (negative) return. */
  readonly valueAtRisk: number;
  /** Standard normal quantiles and, beside each, the return of that rank in deviations from the mean. */
  readonly normal: Float64Array;
  readonly sample: Float64Array;
}

/** Figures over a moving window; one value a bar of `ts`, NaN before the window is full. */
export interface Rolling {
  /** The window in words, such as "126 bars". */
  readonly window: string;
  readonly ts: Float64Array;
  readonly sharpe: Float64Array;
  readonly benchmarkSharpe: Float64Array;
  readonly volatility: Float64Array;
  readonly benchmarkVolatility: Float64Array;
  readonly beta: Float64Array;
}

/** One fall from a peak of equity. */
export interface DrawdownEpisode {
  readonly peakTs: number;
  readonly troughTs: number;
  /** NaN while equity is still below its peak. */
  readonly recoveryTs: number;
  /** Negative fraction of the peak. */
  readonly depth: number;
  /** Bars from peak to trough. */
  readonly fallBars: number;
  /** Bars from trough to recovery; NaN while not recovered. */
  readonly recoveryBars: number;
}

/** Orders of one kind by how they ended. */
export interface OrderCount {
  readonly kind: string;
  readonly placed: number;
  readonly filled: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly rejected: number;
  /** Not ended when the run did. */
  readonly open: number;
}

/** Orders that a rule cut to a smaller size, and those of which it left nothing. */
export interface RuleCount {
  readonly rule: string;
  readonly cut: number;
  readonly refused: number;
}

/** Everything a report draws. The report computes nothing but positions on paper. */
export interface ReportModel {
  readonly run: Run;
  /** Bars of the run's symbols, for trades on the price. */
  readonly bars: readonly Bars[];
  /** Defects and facts of the data beyond `identity.data`, in words. */
  readonly dataNotes: readonly string[];
  readonly metrics: readonly MetricLine[];
  /** Instruments of the run's symbols, with the fees that were charged; none where none were given. */
  readonly instruments: readonly Instrument[];
  readonly orderCounts: readonly OrderCount[];
  readonly ruleCounts: readonly RuleCount[];
  /** What trading cost beside fills at the close that decided: by symbol, by kind of order, and in all. */
  readonly shortfallBySymbol: readonly CostRow[];
  readonly shortfallByKind: readonly CostRow[];
  readonly shortfall: CostRow | undefined;
  /** Fall from the highest equity so far at each bar, 0 or negative; the same of the benchmark. */
  readonly drawdown: Float64Array;
  readonly benchmarkDrawdown: Float64Array;
  readonly months: readonly PeriodReturn[];
  readonly years: readonly PeriodReturn[];
  readonly distribution: Distribution;
  readonly rolling: Rolling;
  /** Deepest first. */
  readonly drawdowns: readonly DrawdownEpisode[];
  /** Closed trades by what they share. */
  readonly byReason: readonly TradeGroup[];
  readonly byHour: readonly TradeGroup[];
  readonly byWeekday: readonly TradeGroup[];
  readonly bySymbol: readonly TradeGroup[];
  readonly bySide: readonly TradeGroup[];
  /** Trade returns and holding times (bars) as histograms. */
  readonly tradeReturns: readonly Bin[];
  readonly holdingBars: readonly Bin[];
  /** How the run came about, where it is the tests of a walk forward. */
  readonly walkForward?: WalkForwardResult;
  /** How its models were trained, where it trades on predictions. */
  readonly training?: TrainingResult;
  /** What the gate found, where the run was judged. */
  readonly validation?: Validation;
  /** Which marks of biases its trades show, where that was asked. */
  readonly bias?: BiasReport;
}
