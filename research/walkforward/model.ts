import type { Run } from "../../engine/run/result.ts";

/** How windows are cut. */
export const schemes = ["walk-forward", "purged-kfold", "cpcv"] as const;
export type Scheme = (typeof schemes)[number];

/** A stretch of time, [fromMs, toMs), and the bars that open in it. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bars: number;
}

/** Figures of one variant over one window. NaN is not known. */
export interface WindowFigures {
  /** The metric by which the search chose. */
  readonly objective: number;
  readonly totalReturn: number;
  /** Of bar returns, compounded to a year. */
  readonly annualReturn: number;
  readonly sharpe: number;
  readonly maxDrawdown: number;
  /** Closed round trips; not known where returns of several stretches are joined. */
  readonly trades: number;
}

/** One fold: what was chosen on its training windows, and what that did on its test windows. */
export interface Fold {
  readonly train: readonly Period[];
  readonly test: readonly Period[];
  /** Parameters of the best variant; absent where no variant had an objective, and the test stayed in cash. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly inSample: WindowFigures;
  readonly outOfSample: WindowFigures;
}

/** How one parameter was chosen, fold after fold. */
export interface Drift {
  readonly name: string;
  /** The choice of each fold; null where there was none. */
  readonly values: readonly (number | string | boolean | null)[];
  /** How often it differed from the choice before. */
  readonly changes: number;
}

/** One way through the whole history by tests alone. */
export interface TestPath {
  /** For each stretch of it, in order, the fold whose choice was tested there. */
  readonly folds: readonly number[];
  readonly figures: WindowFigures;
}

/** What a walk forward, or a cross-validation, found. */
export interface WalkForwardResult {
  readonly scheme: Scheme;
  readonly objective: string;
  /** Where windows begin, and their lengths, in words. */
  readonly windows: string;
  /** How the best was chosen among equals, and how tests join, in words. */
  readonly rules: readonly string[];
  /** Different variants among which every fold chose. */
  readonly variants: number;
  readonly folds: readonly Fold[];
  /** Several for combinatorial splits, else one; the run shows the one of `shownPath`. */
  readonly paths: readonly TestPath[];
  readonly shownPath: number;
  /** Annualised return out of sample over that in sample; the same of the Sharpe ratio. NaN where that is not above 0. */
  readonly efficiency: { readonly annualReturn: number; readonly sharpe: number };
  /** Correlation (Pearson) over folds of the objective in sample with that out of sample; NaN for fewer than three folds. */
  readonly correlation: number;
  readonly drift: readonly Drift[];
  /** Share of folds with a gain out of sample. */
  readonly gaining: number;
  /** Time at the end of the data that no test window covers, ms. */
  readonly untestedMs: number;
}

/** A run whose outcome is out of sample throughout, and how it came about. */
export interface WalkForwardRun extends Run {
  readonly walkForward: WalkForwardResult;
}

/** Whether a run is a walk forward. */
export const isWalkForward = (run: Run): run is WalkForwardRun => "walkForward" in run;
