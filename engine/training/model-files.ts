import { createHash } from "node:crypto";
import { refuse } from "../core/errors.ts";
import { type ModelFile, parseModelFile } from "../model/artefact-file.ts";
import type { Schedule } from "../model/schedule.ts";

/** Gives the text of the model file at a path; throws a UserError where there is none. */
export type ReadModelFile = (path: string) => string;

// A strategy names its model by a text, so that it goes wherever parameters go: the ledger, sweeps, dossiers, other
// threads. What the text means is fixed by the hash within it; who runs the process says once how files are read.
let readFile: ReadModelFile = (path) =>
  refuse(`model file ${path} cannot be read here; call useModelFiles first`);
const parsed = new Map<string, ModelFile>();
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
export const modelOf = (reference: string): Schedule => modelFileOf(reference).schedule;

/** All that the file holds which a reference names. */
export function modelFileOf(reference: string): ModelFile {
  const [path, sha256] = referenceParts(reference);
  if (sha256 === undefined) refuse(`a model must be named with the sha256 of its file; was "${reference}"`);
  return parsed.get(sha256) ?? load(path, sha256).file;
}

/**
 * The reference to a model file of which the text is at hand, such as one that is about to be written; it need not be read
 * then. Throws a UserError where the text is no model.
 */
export function keepModel(path: string, text: string): string {
  const hash = hashOf(text);
  keep(hash, parsed.get(hash) ?? parseModelFile(text));
  return `${path}#${hash}`;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function keep(hash: string, file: ModelFile): void {
  parsed.delete(hash);
  parsed.set(hash, file);
  if (parsed.size > keptMax) parsed.delete(parsed.keys().next().value!);
}

function load(path: string, wanted: string | undefined): { readonly hash: string; readonly file: ModelFile } {
  const text = readFile(path);
  const hash = hashOf(text);
  if (wanted !== undefined && hash !== wanted) {
    refuse(`model file ${path} was changed since: its sha256 is ${hash}, that of the reference ${wanted}`);
  }
  const file = parsed.get(hash) ?? parseModelFile(text);
  keep(hash, file);
  return { hash, file };
}

/**
 * Parameters with models by the hash of their bytes alone: what the path of a file is, makes no other variant.
 *
 * @example
 * withoutPaths({ fast: 5, model: `a.model#${"0".repeat(64)}` }) // => { fast: 5, model: `#${"0".repeat(64)}` }
 */
export const withoutPaths = (params: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const sha256 = typeof value === "string" ? referenceParts(value)[1] : undefined;
      return [name, sha256 === undefined ? value : `#${sha256}`];
    }),
  );
