import { resolve } from "node:path";
import { openSealed } from "../../data/dossiers/seal.ts";
import { type DossierFile, dossierFiles, findDossier, verifyChain } from "../../data/dossiers/store.ts";
import { refuse, UserError } from "../../engine/core/errors.ts";
import { parseTimeframe } from "../../engine/core/time.ts";
import { plan } from "../../engine/graph/strategy.ts";
import type { Covered, Dossier } from "../../research/promotion/dossier.ts";
import { verifyDossier } from "../../research/promotion/verify-dossier.ts";
import { codeVersion } from "../code-version.ts";
import type { Flags } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { loadStrategy } from "../load/strategy.ts";
import { guarded } from "../perform.ts";
import { missingEnd } from "./heads.ts";
import { knownKeys } from "./keys.ts";
import { lockHash } from "./lock-hash.ts";

/** Where dossiers are. */
export const dossiersFlags = {
  dossiers: { type: "string", describe: "Folder of dossiers [dossiers]" },
} as const satisfies Flags;

/** The folder of dossiers: by flag, or `dossiers`. */
export const dossiersFolder = (flag: string | undefined, io: Io): string =>
  resolve(io.cwd, flag ?? "dossiers");

/** A dossier that was read, signed by a known key and whole. */
export interface OpenedDossier {
  readonly file: DossierFile;
  readonly dossier: Dossier;
}

/** Refuses by evidence, which has an exit code of its own. */
export function refuseByEvidence(message: string): never {
  throw Object.assign(new UserError(message), { exitCode: exitCodes.refused });
}

/** The dossier that a number, an id, the start of a hash, or a path names, unverified but for its seal. */
export function openDossier(reference: string, flag: string | undefined, io: Io): OpenedDossier {
  const folder = dossiersFolder(flag, io);
  return unseal(findDossier(folder, reference, resolve(io.cwd, reference)), io);
}

/** Reads a dossier's file. Refuses one that is not whole and signed, and names the field. */
export function unseal(file: DossierFile, io: Io): OpenedDossier {
  const opened = openSealed(file.bytes, knownKeys(io));
  if ("flaw" in opened) {
    refuseByEvidence(`dossier ${file.id} does not verify: ${opened.flaw.field} ${opened.flaw.problem}`);
  }
  const dossier = opened.record as unknown as Dossier;
  if (dossier.schema !== "bot4/dossier@1") {
    refuse(`${file.path} must have the schema bot4/dossier@1; was ${String(dossier.schema)}`);
  }
  return { file, dossier };
}

/** The chain of a folder, every link checked. Refuses the first that is broken, and names the field. */
export function openChain(flag: string | undefined, io: Io): OpenedDossier[] {
  const files = dossierFiles(dossiersFolder(flag, io));
  const broken = verifyChain(files, knownKeys(io));
  if (broken) refuseByEvidence(`dossier ${broken.id} does not verify: ${broken.field} ${broken.problem}`);
  const missing = missingEnd(files, io);
  if (missing) refuseByEvidence(`the chain in ${dossiersFolder(flag, io)} ${missing}`);
  return files.map((file) => unseal(file, io));
}

/** The data of a dossier that are traded: others only tell more of them. */
export const tradedOf = ({ data }: Pick<Dossier, "data">): Dossier["data"] =>
  data.filter(({ role = "traded" }) => role === "traded");

/** What a promoted strategy, or a run, is now: its source and graph as they lie there, and the code that would compute. */
export async function coveredNow(
  { strategy: promoted, data }: Pick<Dossier, "strategy" | "data">,
  io: Io,
): Promise<Pick<Covered, "strategy" | "code">> {
  const { target, params } = promoted;
  const { strategy, sourceHash } = await loadStrategy(target, io);
  const traded = tradedOf({ data });
  const bound = await guarded(io, () =>
    plan(strategy, {
      params,
      symbols: traded.map(({ symbol }) => symbol),
      timeframeMs: parseTimeframe(traded[0]!.timeframe),
    }),
  );
  return {
    strategy: {
      name: strategy.name,
      target,
      sourceHash,
      graphHash: bound.hash,
      params: bound.params,
    },
    code: { version: codeVersion(), lock: lockHash() },
  };
}

/** Refuses a dossier of which anything has changed since, and names the first field. `settings` are those to trade by. */
export async function refuseChanged(
  { file, dossier }: OpenedDossier,
  io: Io,
  settings: Covered["settings"] = dossier.settings,
): Promise<void> {
  const now = { ...(await coveredNow(dossier, io)), settings };
  const found = verifyDossier(dossier, now);
  if (!found) return;
  const said = (value: unknown): string => JSON.stringify(value) ?? "absent";
  refuseByEvidence(
    `dossier ${file.id} does not cover what is there now: ${found.field} was ${said(found.was)} when it was ` +
      `promoted, is ${said(found.is)}`,
  );
}
