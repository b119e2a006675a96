import { plan, type Strategy } from "../../engine/graph/strategy.ts";
import type { MarketData } from "../../engine/run/market.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { runVector } from "../../engine/run/vector.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { type MetricKey, type MetricsContext, metricsOf, metricTable } from "../metrics/index.ts";

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

/** The metrics of `core`. */
const coreMetrics: readonly MetricKey[] = ["totalReturn", "sharpe", "maxDrawdown"];

/** Evaluates the variants of one strategy over one market under one set of settings. */
export function createEvaluator(request: EvaluatorRequest): Evaluator {
  const { strategy, market, settings, barsPerYear, context, finer, detail = "all" } = request;
  const { symbols, timeframeMs } = market;
  const metrics = detail === "core" ? coreMetrics : metricTable.map(({ key }) => key);
  return {
    metrics,
    evaluate: (params, out, offset = 0) => {
      const bound = plan(strategy, { params, symbols, timeframeMs });
      const found = metricsOf(runVector(bound, market, settings, barsPerYear, finer), context);
      for (let k = 0; k < metrics.length; k++) out[offset + k] = found[metrics[k]!];
    },
  };
}
