import { createHash } from "node:crypto";
import { refuse } from "../core/errors.ts";
import { parseArtefacts } from "../model/artefact-file.ts";
import type { Schedule } from "../model/schedule.ts";

/** Gives the text of the model file at a path; throws a UserError where there is none. */
export type ReadModelFile = (path: string) => string;

// A strategy names its model by a text, so that it goes wherever parameters go: the ledger, sweeps, dossiers, other
// threads. What the text means is fixed by the hash within it; who runs the process says once how files are read.
let readFile: ReadModelFile = (path) =>
  refuse(`model file ${path} cannot be read here; call useModelFiles first`);
const parsed = new Map<string, Schedule>();
const keptMax = 16;

/** Sets how model files are read; their paths are those that a user gave. */
export function useModelFiles(read: ReadModelFile): void {
  readFile = read;
}

const referenceParts = (text: string): readonly [path: string, sha256: string | undefined] => {
  const [, path = text, sha256] = /^(.*)#([0-9a-f]{64})$/s.exec(text) ?? [];
  return [path, sha256];
};

/**
 * The reference to a model file: its path, a `#` and the sha256 of its bytes. A text that has a hash already is checked
 * against the file. Throws a UserError where the file is missing, is no model, or was changed since.
 */
export function pinModel(text: string): string {
  const [path, sha256] = referenceParts(text);
  if (path.includes(",")) refuse(`a model file must have no comma in its path; was "${path}"`);
  const { hash } = load(path, sha256);
  return `${path}#${hash}`;
}

/** The schedule that a reference names; from memory where this process has read it before. */
export function modelOf(reference: string): Schedule {
  const [path, sha256] = referenceParts(reference);
  if (sha256 === undefined) refuse(`a model must be named with the sha256 of its file; was "${reference}"`);
  return parsed.get(sha256) ?? load(path, sha256).schedule;
}

/**
 * The reference to a model file of which the text is at hand, such as one that is about to be written; it need not be read
 * then. Throws a UserError where the text is no model.
 */
export function keepModel(path: string, text: string): string {
  const hash = hashOf(text);
  keep(hash, parsed.get(hash) ?? parseArtefacts(text));
  return `${path}#${hash}`;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function keep(hash: string, schedule: Schedule): void {
  parsed.delete(hash);
  parsed.set(hash, schedule);
  if (parsed.size > keptMax) parsed.delete(parsed.keys().next().value!);
}

function load(
  path: string,
  wanted: string | undefined,
): { readonly hash: string; readonly schedule: Schedule } {
  const text = readFile(path);
  const hash = hashOf(text);
  if (wanted !== undefined && hash !== wanted) {
    refuse(`model file ${path} was changed since: its sha256 is ${hash}, that of the reference ${wanted}`);
  }
  const schedule = parsed.get(hash) ?? parseArtefacts(text);
  keep(hash, schedule);
  return { hash, schedule };
}
