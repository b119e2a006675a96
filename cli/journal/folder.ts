import { resolve } from "node:path";
import { segmentsOf } from "../../engine/adapters/journal/segments.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Io } from "../io.ts";

/** Where the journal is that a command is about. */
export const journalPositional = {
  folder: { type: "string", demandOption: true, describe: "Folder of the journal" },
} as const;

/** The folder of a journal. Throws a UserError for one that holds none. */
export function journalFolder(folder: string, io: Io): string {
  const path = resolve(io.cwd, folder);
  if (segmentsOf(path).length === 0) refuse(`${folder} must be the folder of a journal; it has no segment`);
  return path;
}
