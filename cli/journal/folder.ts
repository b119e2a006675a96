import { join, resolve } from "node:path";
import { segmentsOf } from "../../engine/adapters/journal/segments.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Io } from "../io.ts";

/** Where the journal is that a command is about. */
export const journalPositional = {
  folder: { type: "string", demandOption: true, describe: "Folder of a session, or of a journal" },
} as const;

/** The folder of a journal: the one that is named, or that of the session that is. Throws a UserError for one that holds none. */
export function journalFolder(folder: string, io: Io): string {
  const path = resolve(io.cwd, folder);
  if (segmentsOf(path).length > 0) return path;
  const inner = join(path, "journal");
  if (segmentsOf(inner).length > 0) return inner;
  return refuse(`${folder} must be the folder of a session or of a journal; it has no segment of one`);
}
