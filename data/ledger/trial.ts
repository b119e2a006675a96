/** What was tried: a backtest, a variant of a sweep, a variant on a training window, the chosen one on a test window. */
export const trialKinds = ["backtest", "sweep", "fold", "test", "training"] as const;
export type TrialKind = (typeof trialKinds)[number];

/** How it ended; `planned` announces variants, `forgotten` is the tombstone of a run that was deleted. */
export const trialStatuses = ["planned", "done", "failed", "forgotten"] as const;
export type TrialStatus = (typeof trialStatuses)[number];

/** What many trials share. Give the same object with each of them: it is written once. */
export interface TrialSubject {
  readonly kind: TrialKind;
  readonly strategy: string;
  /** sha256 of the strategy's source; empty where a program holds the strategy itself. */
  readonly sourceHash: string;
  /** Names and contents of the data sets, in the order of the run's symbols. */
  readonly data: readonly { readonly name: string; readonly sha256: string }[];
  /** Open of the first bar that counts and end of the last, ms since 1970 UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly settingsHash: string;
  /** Hash of the search that the trial belongs to, the same when it is resumed or repeated; empty for a trial of its own. */
  readonly group: string;
  readonly seed?: number | undefined;
}

/** What came out. Numbers that are not finite are not known. */
export interface TrialResult {
  /** Annualised Sharpe ratio, and the same for one bar, which the deflated Sharpe ratio reads. */
  readonly sharpe: number;
  readonly sharpePerBar: number;
  /** Returns that it was computed from. */
  readonly bars: number;
  /** Sample skewness and sample excess kurtosis (0 for a Gaussian) of those returns. */
  readonly skew: number;
  readonly kurtosis: number;
  readonly totalReturn: number;
  readonly maxDrawdown: number;
  readonly trades: number;
  /** What a search sought the greatest of; not known outside of a search. */
  readonly objective?: number;
}

/** One row of the ledger, as it is written. */
export interface Trial {
  readonly subject: TrialSubject;
  readonly status: TrialStatus;
  /** When, by the caller's clock, ms since 1970 UTC. */
  readonly timeMs: number;
  /** Parameters of the strategy, all of them, defaults included; none for a plan. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** For a trial of a strategy that has no source of its own. */
  readonly graphHash?: string;
  /** Id of the stored run, where there is one. */
  readonly runId?: string;
  /** How many variants a plan announces. */
  readonly variants?: number;
  readonly result?: TrialResult;
  /** Why it failed. */
  readonly reason?: string;
}

/** One row of the ledger, as it is read. What is not known is NaN or an empty text. */
export interface TrialRow extends Omit<TrialSubject, "data" | "seed">, Required<TrialResult> {
  readonly status: TrialStatus;
  readonly timeMs: number;
  readonly seed: number;
  readonly dataNames: readonly string[];
  readonly dataHashes: readonly string[];
  /** One sha256 for all data. */
  readonly dataHash: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** sha256 of the parameters as canonical JSON. */
  readonly paramsHash: string;
  readonly graphHash: string;
  readonly runId: string;
  readonly variants: number;
  readonly reason: string;
}
