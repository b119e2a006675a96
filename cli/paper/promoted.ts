import { refuse } from "../../engine/core/errors.ts";
import { parseTimeframe } from "../../engine/core/time.ts";
import { type Plan, plan } from "../../engine/graph/strategy.ts";
import { parseSettings, type Settings } from "../../engine/run/settings.ts";
import type { Io } from "../io.ts";
import { loadStrategy } from "../load/strategy.ts";
import { guarded } from "../perform.ts";
import {
  type OpenedDossier,
  openChain,
  openDossier,
  refuseByEvidence,
  refuseChanged,
  tradedOf,
} from "../promotion/dossiers.ts";

/** What was promoted to paper, verified: its strategy bound to its symbols, and the settings that it trades by. */
export interface Promoted {
  readonly opened: OpenedDossier;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly timeframe: string;
}

/**
 * Opens a dossier for paper. Refuses by evidence one that is not whole and signed, of which anything has changed (and names
 * the field), that is for another stage, or that a later one has superseded.
 */
export async function openPromoted(
  reference: string,
  dossiers: string | undefined,
  io: Io,
): Promise<Promoted> {
  const chain = openChain(dossiers, io);
  const opened = openDossier(reference, dossiers, io);
  const { file, dossier } = opened;
  if (dossier.stage !== "paper")
    refuseByEvidence(`dossier ${file.id} is for ${dossier.stage}; promote the run --to paper`);
  const later = chain.find((each) => each.dossier.supersedes === file.sha256);
  if (later) refuseByEvidence(`dossier ${file.id} is superseded by ${later.file.id}; start from that one`);
  await refuseChanged(opened, io);
  const traded = tradedOf(dossier);
  const { timeframe } = traded[0] ?? refuse(`dossier ${file.id} names no data that is traded`);
  const { strategy } = await loadStrategy(dossier.strategy.target, io);
  const bound = await guarded(io, () =>
    plan(strategy, {
      params: dossier.strategy.params,
      symbols: traded.map(({ symbol }) => symbol),
      timeframeMs: parseTimeframe(timeframe),
    }),
  );
  return { opened, plan: bound, settings: parseSettings(dossier.settings), timeframe };
}
