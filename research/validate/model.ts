import type { Bin } from "../../reports/model.ts";
import type { Trials } from "../stats/selection/expected-max.ts";
import type { Check } from "./check.ts";
import type { Policy } from "./policy.ts";

/** A way in which the market went, by its move before. */
export type RegimeName = "bull" | "bear" | "sideways";

/** What the strategy did in one regime. */
export interface Regime {
  readonly name: RegimeName;
  readonly bars: number;
  /** Mean bar return times the bars of a year, and its Sharpe ratio. */
  readonly annualReturn: number;
  readonly sharpe: number;
  /** Mean bar return of buy-and-hold times the bars of a year. */
  readonly heldReturn: number;
}

/** The run under other terms. */
export interface StressRow {
  readonly name: string;
  readonly label: string;
  readonly annualReturn: number;
  readonly sharpe: number;
  readonly maxDrawdown: number;
}

/** Quantiles of equity, as a multiple of that before the first bar, over time. */
export interface Fan {
  readonly ts: readonly number[];
  readonly levels: readonly number[];
  /** A line of values for each level. */
  readonly lines: readonly (readonly number[])[];
  /** Equity as it was. */
  readonly own: readonly number[];
}

/** What the report draws, by the checks that found it; absent where a check could not be made. */
export interface Figures {
  /** ln of the odds of the rank out of sample, over all splits. */
  readonly logits?: readonly Bin[];
  /** The deflated Sharpe ratio for each count of trials; absent where their spread is 0 or not known. */
  readonly deflation?: { readonly trials: readonly number[]; readonly probability: readonly number[] };
  readonly fan?: Fan;
  readonly regimes?: readonly Regime[];
  readonly stress?: readonly StressRow[];
  /** Sharpe ratios of neighbours, annualised. */
  readonly neighbours?: readonly Bin[];
  /** Total returns on synthetic markets. */
  readonly paths?: readonly Bin[];
}

/** What the gate found; a record that a dossier can hold. */
export interface Validation {
  readonly schema: "bot4/validation@1";
  readonly passed: boolean;
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** First bar that counts and end of the last, ms since 1970 UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly bars: number;
  /** Annualised Sharpe ratio of the run that was judged. */
  readonly sharpe: number;
  readonly trials: Trials;
  /** Words of the space that was varied, and how many variants of it were tried. */
  readonly space: { readonly params: readonly string[]; readonly where?: string | undefined };
  readonly policy: Policy;
  readonly checks: readonly Check[];
  readonly figures: Figures;
}
