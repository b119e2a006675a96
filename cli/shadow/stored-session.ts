import { relative, resolve } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { parseTimeframe } from "../../engine/core/time.ts";
import { type Plan, plan } from "../../engine/graph/strategy.ts";
import type { MarketData } from "../../engine/run/market.ts";
import type { FoldOptions } from "../../engine/run/paper/fold-session.ts";
import { rowsBefore } from "../../engine/run/paper/rows-before.ts";
import type { SessionFile } from "../../engine/run/paper/session-file.ts";
import { traderOptionsOf } from "../../engine/run/paper/trader-options.ts";
import { parseSettings, type Settings } from "../../engine/run/settings.ts";
import type { Io } from "../io.ts";
import { loadStrategy } from "../load/strategy.ts";
import { readSessionFile } from "../paper/session-folder.ts";
import { storedBars } from "../paper/stored-bars.ts";
import { guarded } from "../perform.ts";
import { type OpenedDossier, openDossier, refuseByEvidence, refuseChanged } from "../promotion/dossiers.ts";

/** A session that lies in a folder: what it is made of, but for its journal. */
export interface StoredSession {
  readonly folder: string;
  readonly file: SessionFile;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly history: MarketData;
}

/** By what a session is read out of its journal again. */
export const foldOptionsOf = ({ file, plan, settings, history }: StoredSession): FoldOptions => ({
  ...traderOptionsOf(file, plan, settings),
  history,
});

/** Where a session is that a command is about. */
export const sessionPositional = {
  session: { type: "string", demandOption: true, describe: "Folder of the session" },
} as const;

/**
 * Opens a session that was begun, to look at it. Refuses by evidence where its dossier, its strategy or the code has changed
 * since: what it did follows from its journal only together with those. `check` finds out what has changed.
 */
export async function openStoredSession(
  given: string,
  dossiers: string | undefined,
  io: Io,
  check: (opened: OpenedDossier, io: Io) => Promise<void> = refuseChanged,
): Promise<StoredSession> {
  const folder = resolve(io.cwd, given);
  const file =
    readSessionFile(folder) ?? refuse(`${given} must be the folder of a session; it has no session.json`);
  const opened = openDossier(file.dossier.path, dossiers, io);
  if (opened.file.sha256 !== file.dossier.sha256) {
    refuseByEvidence(
      `${relative(io.cwd, folder) || "."} was started from another dossier than lies in ${file.dossier.path}: ` +
        `sha256 was ${file.dossier.sha256}, is ${opened.file.sha256}`,
    );
  }
  await check(opened, io);
  const { target, params } = opened.dossier.strategy;
  const { strategy } = await loadStrategy(target, io);
  const bound = await guarded(io, () =>
    plan(strategy, { params, symbols: file.symbols, timeframeMs: parseTimeframe(file.timeframe) }),
  );
  const market = await storedBars(file.history, folder, bound, io);
  return {
    folder,
    file,
    plan: bound,
    settings: { ...parseSettings(opened.dossier.settings), instruments: file.instruments },
    history: rowsBefore(market, file.history.bars),
  };
}
