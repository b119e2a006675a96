import { appendJournal, overrideJournal } from "../../data/dossiers/override-journal.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Dossier } from "../../research/promotion/dossier.ts";
import {
  checkOverride,
  type Evidence,
  judgeOverride,
  type Override,
  type OverrideRecord,
  type OverrideRule,
} from "../../research/promotion/override.ts";
import { parsePolicy } from "../../research/validate/parse-policy.ts";
import type { Io } from "../io.ts";
import { openRun } from "../store.ts";
import { dossiersFolder, type OpenedDossier, tradedOf } from "./dossiers.ts";
import { askGate } from "./gate.ts";

/** What the rules of overrides say, in words. */
export const whyRefused: Readonly<Record<OverrideRule, string>> = {
  "no-reason": "it adds risk or contradicts the model, and no --reason is given",
  "no-evidence": "it adds risk or contradicts the model, and no --evidence supports it",
  "evidence-failed": "the gate does not let the evidence through",
  "evidence-of-another-strategy": "the evidence is of another strategy or, to resume, of other parameters",
  "evidence-not-new": "the evidence rests on no later data than the dossier",
};

/** Where evidence is, and where the journal of overrides goes. */
interface Places {
  /** A stored run that is to speak for it. */
  readonly evidence?: string | undefined;
  readonly runs?: string | undefined;
  readonly dossiers?: string | undefined;
}

/** Writes what a person asked for, and what became of it, to the journal of overrides. */
export const journalOverride = (
  record: OverrideRecord,
  dossiers: string | undefined,
  io: Io,
): Promise<void> => appendJournal(overrideJournal(dossiersFolder(dossiers, io)), record);

/** Judges what a person asks for by the rules of overrides. */
export async function judgeAsked(
  override: Override,
  { file, dossier }: OpenedDossier,
  places: Places,
  io: Io,
): Promise<OverrideRecord> {
  checkOverride(override);
  const { symbol } = override;
  const traded = tradedOf(dossier).map((each) => each.symbol);
  if (symbol !== null && !traded.includes(symbol)) {
    refuse(`--symbol must be what dossier ${file.id} trades (${traded.join(", ")}); was ${symbol}`);
  }
  const { evidence: reference } = places;
  const evidence = reference === undefined ? undefined : await evidenceOf(reference, dossier, places, io);
  return judgeOverride(override, dossier, file.sha256, evidence);
}

/** Judges what a person asks for, and journals it with the verdict. */
export async function judgeAndJournal(
  override: Override,
  opened: OpenedDossier,
  places: Places,
  io: Io,
): Promise<OverrideRecord> {
  const record = await judgeAsked(override, opened, places, io);
  await journalOverride(record, places.dossiers, io);
  return record;
}

/** The same gate with the same rules as at the promotion. */
async function evidenceOf(reference: string, { gate }: Dossier, { runs }: Places, io: Io): Promise<Evidence> {
  const opened = openRun(reference, runs, io);
  return { run: opened.run.identity.id, gate: await askGate(opened, parsePolicy(gate.policy), runs, io) };
}
