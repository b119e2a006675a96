import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { link, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { refuse, suggest } from "../../engine/core/errors.ts";
import { explainWrite, syncFile, syncFolder } from "../catalog/files.ts";
import { lockCatalog } from "../catalog/lock.ts";
import { makeFolder } from "../make-folder.ts";
import { type Flaw, openSealed, type Sealed, sealedText } from "./seal.ts";

// A folder of dossiers is one chain: 000001-…json, 000002-…json. Each names the sha256 of the file before it, and no
// file is ever written again: a promotion is superseded by a later one.

/** What the chain must know of a record. */
export interface Link {
  /** Place in the chain, from 1. */
  readonly serial: number;
  /** sha256 of the file before it; null for the first. */
  readonly previous: string | null;
}

/** A dossier's file. */
export interface DossierFile {
  /** Name without `.json`. */
  readonly id: string;
  readonly path: string;
  readonly serial: number;
  /** sha256 of its bytes. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

const named = /^(\d{6})-[\w.-]+\.json$/;

const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The dossiers of a folder in the order of their promotion. None where the folder is absent. */
export function dossierFiles(folder: string): DossierFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => named.test(name))
    .sort()
    .map((name) => fileAt(join(folder, name), name));
}

function fileAt(path: string, name: string): DossierFile {
  const bytes = readFileSync(path);
  const serial = Number(named.exec(name)?.[1] ?? Number.NaN);
  return { id: name.replace(/\.json$/, ""), path, serial, sha256: sha256Of(bytes), bytes };
}

/** The dossier that a path, an id, or the start of an id or of a sha256 names. Throws a UserError for none or several. */
export function findDossier(folder: string, reference: string, cwdPath: string): DossierFile {
  if (existsSync(cwdPath) && reference.endsWith(".json")) {
    return fileAt(cwdPath, cwdPath.split(/[/\\]/).at(-1)!);
  }
  const files = dossierFiles(folder);
  const fits = files.filter(
    ({ id, serial, sha256 }) =>
      id === reference ||
      String(serial) === reference ||
      id.startsWith(reference) ||
      (reference.length >= 6 && sha256.startsWith(reference)),
  );
  const exact = fits.find(({ id, serial }) => id === reference || String(serial) === reference);
  if (exact) return exact;
  if (fits.length === 1) return fits[0]!;
  const ids = files.map(({ id }) => id);
  if (fits.length > 1) {
    refuse(`dossier "${reference}" must name one; it fits ${fits.map(({ id }) => id).join(", ")}`);
  }
  const has = ids.length > 0 ? `; it has ${ids.join(", ")}` : "; it is empty";
  refuse(`no dossier "${reference}" in ${folder}${suggest(reference, ids) || has}`);
}

/** What breaks a chain: the file, the field and what of it. */
export interface BrokenLink extends Flaw {
  readonly id: string;
}

/**
 * Checks every dossier of a folder and that each names the one before it, from the first on without a gap. Gives the
 * first flaw. The chain alone does not tell whether its end was cut off; what was noted beside it does.
 */
export function verifyChain(
  files: readonly DossierFile[],
  knownKeys: ReadonlySet<string>,
): BrokenLink | undefined {
  let previous: string | null = null;
  for (const [at, { id, serial, sha256, bytes }] of files.entries()) {
    const opened = openSealed(bytes, knownKeys);
    if ("flaw" in opened) return { id, ...opened.flaw };
    const link = opened.record as unknown as Link;
    if (serial > at + 1) return { id, field: "the chain", problem: missingWords(at + 1, serial - 1) };
    if (serial !== at + 1 || link.serial !== serial) {
      return { id, field: "serial", problem: `must be ${at + 1}; was ${link.serial}` };
    }
    if (link.previous !== previous) {
      return { id, field: "previous", problem: "does not name the dossier before it" };
    }
    previous = sha256;
  }
  return undefined;
}

const missingWords = (first: number, last: number): string =>
  first === last
    ? `before it is not whole: dossier ${first} is missing; put it back from a copy`
    : `before it is not whole: dossiers ${first} to ${last} are missing; put them back from a copy`;

/** What the next dossier of a chain must say of its place. */
export function nextLink(files: readonly DossierFile[]): Link {
  const last = files.at(-1);
  return { serial: files.length + 1, previous: last?.sha256 ?? null };
}

/**
 * Adds a dossier to the folder and returns its file. It appears whole or not at all, and never in the place of another:
 * where a second process was quicker, this one is refused and nothing is written.
 */
export async function addDossier(folder: string, words: string, record: Sealed<Link>): Promise<DossierFile> {
  const name = `${String(record.serial).padStart(6, "0")}-${words.replace(/[^\w.-]+/g, "-")}.json`;
  const path = join(folder, name);
  const draft = join(folder, `.draft-${name}`);
  await makeFolder(folder).catch((error) => {
    throw explainWrite(error, folder);
  });
  const lock = await lockCatalog(folder, "promoting");
  try {
    const next = nextLink(dossierFiles(folder));
    if (next.serial !== record.serial || next.previous !== record.previous) {
      refuse(`${folder} has another dossier ${record.serial} by now; promote again`);
    }
    await writeFile(draft, sealedText(record));
    await syncFile(draft);
    await lock.verify();
    // A link, unlike a renaming, never replaces what is there.
    await link(draft, path);
    await syncFolder(folder);
  } catch (error) {
    throw explainWrite(error, folder);
  } finally {
    await rm(draft, { force: true });
    await lock.release();
  }
  return fileAt(path, name);
}
