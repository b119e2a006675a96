// The public face: what a program that uses Bot4 as a library needs, beside `bot4/strategy` and `bot4/ops`.

export { appendTrials, closeTrials } from "./data/ledger/append.ts";
export { ledgerOf } from "./data/ledger/folder.ts";
export { queryTrials, type TrialFilter, type TrialOrder } from "./data/ledger/query.ts";
export { type TrialStatistics, trialCount, trialStatistics } from "./data/ledger/statistics.ts";
export type {
  Trial,
  TrialKind,
  TrialResult,
  TrialRow,
  TrialStatus,
  TrialSubject,
} from "./data/ledger/trial.ts";
export { type LoadOptions, loadDataset, loadDatasets } from "./data/load.ts";
export { listRuns, type RunSummary, readRun, type StoredRun } from "./data/runs.ts";
export { readTape, type TapeOptions } from "./data/tape.ts";
export { UserError } from "./engine/core/errors.ts";
export { formatTimeframe, parseTimeframe } from "./engine/core/time.ts";
export { type Strategy, strategy } from "./engine/graph/strategy.ts";
export type { Limits, LimitsInput } from "./engine/risk/limits.ts";
export { parseLimits } from "./engine/risk/parse-limits.ts";
export { carefulLimits, researchLimits } from "./engine/risk/profiles.ts";
export type { Costs, ExitReason, Fill, Outcome, Run, RunIdentity, Trade } from "./engine/run/result.ts";
export { defaultSettings, parseSettings, type Settings, type SettingsInput } from "./engine/run/settings.ts";
export type { Bars, DataIdentity, Dataset } from "./engine/trade/bars.ts";
export type { Tape } from "./engine/trade/tape.ts";
export { type BacktestRequest, backtest } from "./research/backtest.ts";
