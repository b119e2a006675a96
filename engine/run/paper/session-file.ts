import type { FaultPlan } from "../../venue/faults/kinds.ts";
import type { Settings } from "../settings.ts";

/** What a session is: written once, as it begins, and never changed. */
export interface SessionFile {
  readonly schema: "bot4/session@1";
  /** What it trades. */
  readonly dossier: { readonly path: string; readonly id: string; readonly sha256: string };
  /** Name of the run, of which the ids of its orders are made. */
  readonly run: string;
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** The feed as it was given: `replay:<dataset>@60x`, `ccxt:<exchange>`, `serve:<url>`. */
  readonly feed: string;
  /** Seed of the venue: of its book, its latency and whatever else is left to chance. */
  readonly seed: number;
  /** What goes wrong at the venue, as it was given and as it was read; null for a venue without faults. */
  readonly faults: { readonly given: string; readonly plan: FaultPlan } | null;
  /** Every instrument that is traded: those of the dossier's settings, and those that follow from data or exchange. */
  readonly instruments: Settings["instruments"];
  /** The bars from before the first event. */
  readonly history: SessionHistory;
  /** When it was begun, by the clock of the machine, ms since 1970 UTC. */
  readonly startedMs: number;
}

/** Bars that warmed a session up; the same each time that it is opened. */
export interface SessionHistory {
  /** A data set as `--data` reads it, or files of the session's own folder: `history/<symbol>.csv`, one a symbol. */
  readonly dataset: string;
  /** Content of each of its data sets, by hash, in the order of the symbols. */
  readonly sha256: readonly string[];
  /** Bars before the first that is traded. */
  readonly bars: number;
  /** Open of the first of them, ms since 1970 UTC; null for none. */
  readonly fromMs: number | null;
  /** Open of the first bar that is traded, and the time before which all of a replay opens; null where it has no end. */
  readonly tradesFromMs: number;
  readonly toMs: number | null;
}
