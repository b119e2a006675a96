// What is done with a strategy and its history.

export { defaultSettings, parseSettings, type Settings, type SettingsInput } from "../engine/run/settings.ts";
export { type BacktestRequest, backtest } from "./backtest.ts";
export {
  checkLookahead,
  type LookaheadDifference,
  type LookaheadOptions,
  type LookaheadReport,
} from "./lookahead.ts";
export { type MetricsContext, metricsOf } from "./metrics/index.ts";
export { type MetricKey, type MetricRow, type Metrics, metricRows, metricTable } from "./metrics/table.ts";
export { reportModelOf } from "./report-model.ts";
export * from "./stats/index.ts";
