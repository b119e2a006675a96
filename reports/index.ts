export type {
  Bin,
  Distribution,
  DrawdownEpisode,
  MetricLine,
  PeriodReturn,
  ReportModel,
  Rolling,
  TradeGroup,
} from "./model.ts";
export { renderReport } from "./render-report.ts";
