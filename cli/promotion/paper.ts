import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import type { Run } from "../../engine/run/result.ts";
import type { Covered } from "../../research/promotion/dossier.ts";
import { judgePaper, type PaperVerdict } from "../../research/promotion/judge-paper.ts";
import { parsePaperRecord } from "../../research/promotion/paper-record.ts";
import { verifyDossier } from "../../research/promotion/verify-dossier.ts";
import type { Io } from "../io.ts";
import { type OpenedDossier, refuseByEvidence } from "./dossiers.ts";

/** The record in a JSON file. Throws a UserError for one that cannot be read. */
export function readJson(path: string, io: Io): unknown {
  try {
    return JSON.parse(readFileSync(resolve(io.cwd, path), "utf8"));
  } catch (error) {
    return refuse(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * How a strategy did on paper, judged. The record must be of a dossier for paper in the chain, and that one must cover
 * what the run is: what was watched for a month is what goes live.
 */
export function judgedPaper(
  path: string | undefined,
  { identity }: Run,
  code: Covered["code"],
  chain: readonly OpenedDossier[],
  io: Io,
): PaperVerdict {
  if (path === undefined) {
    refuseByEvidence(
      "--to live needs --paper, the record of more than 30 days on paper on a live market; promote --to paper first",
    );
  }
  const record = parsePaperRecord(readJson(path, io));
  const started = chain.find(({ file }) => file.sha256 === record.dossier);
  if (started?.dossier.stage !== "paper") {
    refuseByEvidence(`${path} must be of a dossier for paper in this chain; it names ${record.dossier}`);
  }
  const { strategy: name, target, sourceHash, graphHash, params, settings } = identity;
  const now = { strategy: { name, target, sourceHash, graphHash, params }, settings, code };
  const found = verifyDossier(started.dossier, now);
  if (found) {
    const said = (value: unknown): string => JSON.stringify(value) ?? "absent";
    refuseByEvidence(
      `${path} is of another strategy than ${identity.id}: ${found.field} was ${said(found.was)} on paper, is ${said(found.is)}`,
    );
  }
  return judgePaper(record);
}
