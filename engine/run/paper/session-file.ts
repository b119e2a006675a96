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
  /** For what is annualised; from the calendar of the bars unless the dossier's settings say. */
  readonly barsPerYear: number;
  /** The bars from before the first event. */
  readonly history: SessionHistory;
  /** When it was begun, by the clock of the machine, ms since 1970 UTC. */
  readonly startedMs: number;
}

/** Where the bars of a session come from, and which of them warmed it up; the same each time that it is opened. */
export interface SessionHistory {
  /**
   * Names of data sets or paths of files, as `--data` takes them: those of a replay hold the bars that are traded, too. Of a
   * live feed, files of the session's own folder (`history/<symbol>.csv`), named relative to it.
   */
  readonly references: readonly string[];
  /** Further columns, defects of the data to accept, and the folder of the catalog, as `--attach`, `--allow`, `--catalog`. */
  readonly attach: readonly string[];
  readonly allow: readonly string[];
  readonly catalog: string | null;
  /** Content of each of them, by hash, in the order of the symbols. */
  readonly sha256: readonly string[];
  /** Bars before the first that is traded, and the open of the first of them; null for none. */
  readonly bars: number;
  readonly fromMs: number | null;
  /** Open of the first bar that is traded, and the time before which all of a replay opens; null where it has no end. */
  readonly tradesFromMs: number;
  readonly toMs: number | null;
}
