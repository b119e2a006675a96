export type {
  Bin,
  Distribution,
  DrawdownEpisode,
  MetricLine,
  PeriodReturn,
  ReportModel,
  Rolling,
} from "./model.ts";
export { renderComparison } from "./render-comparison.ts";
export { renderReport } from "./render-report.ts";
