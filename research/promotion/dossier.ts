import type { Settings } from "../../engine/run/settings.ts";
import type { DataIdentity } from "../../engine/trade/bars.ts";
import type { WalkForwardResult } from "../walkforward/model.ts";
import type { GateRecord } from "./gate-record.ts";
import type { PaperVerdict } from "./judge-paper.ts";

/** Where a strategy may trade. */
export const stages = ["paper", "live"] as const;
export type Stage = (typeof stages)[number];

/** What a dossier covers: all of it must be, when it is traded, what it was when it was promoted. */
export interface Covered {
  readonly strategy: {
    readonly name: string;
    /** Name of a shipped strategy, or path of its file as it was given. */
    readonly target: string;
    /** sha256 over its source. */
    readonly sourceHash: string;
    /** Hash of the graph that it traces to. */
    readonly graphHash: string;
    readonly params: Readonly<Record<string, unknown>>;
  };
  /** Everything that is neither strategy nor data; `settings.limits` are the limits of risk. */
  readonly settings: Settings;
  readonly code: {
    /** Version and hash of the code that computes. */
    readonly version: string;
    /** sha256 of the file that locks all dependencies; null where there is none. */
    readonly lock: string | null;
  };
}

/** How much was tried on the way, as the ledger counts it. */
export interface TrialCounts {
  readonly trials: number;
  readonly distinct: number;
  readonly unfinished: number;
  readonly failed: number;
  readonly varianceSharpe: number;
}

/** Everything that speaks for a strategy, at the time at which it was promoted. */
export interface Dossier extends Covered {
  readonly schema: "bot4/dossier@1";
  /** Place in its chain, from 1, and the sha256 of the dossier before it. */
  readonly serial: number;
  readonly previous: string | null;
  /** sha256 of the last dossier of the same strategy and stage, which this one replaces. */
  readonly supersedes: string | null;
  readonly stage: Stage;
  /** ms since 1970 UTC. */
  readonly promotedMs: number;
  /** The backtest that was judged. */
  readonly run: { readonly id: string; readonly hash: string };
  /** Its data, by hash. */
  readonly data: readonly DataIdentity[];
  /** Every seed on which a number here depends. */
  readonly seeds: Readonly<Record<string, number>>;
  readonly statistics: Readonly<Record<string, number>>;
  readonly gate: GateRecord;
  /** The walk-forward of the same strategy, where one was given. */
  readonly walkForward: { readonly run: string; readonly result: WalkForwardResult } | null;
  readonly ledger: TrialCounts;
  /** How it did on paper; null for `paper` itself. */
  readonly paper: PaperVerdict | null;
}
