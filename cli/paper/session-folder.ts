import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fromText, toText } from "../../engine/adapters/journal/plain.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { SessionFile } from "../../engine/run/paper/session-file.ts";

/** What lies in the folder of a session. */
export const sessionPaths = (folder: string) => ({
  session: join(folder, "session.json"),
  journal: join(folder, "journal"),
  socket: join(folder, "control.sock"),
  status: join(folder, "status.json"),
  daily: join(folder, "daily"),
  record: join(folder, "paper-record.json"),
});

/** Most bytes of a session's file: longer is none. */
const bytesMax = 1 << 20;

/** Writes the file of a session: all of it or nothing is there, whenever the machine stops. */
export function writeSessionFile(folder: string, session: SessionFile): void {
  writeWhole(sessionPaths(folder).session, `${toText(session)}\n`);
}

/** Writes a file by way of a draft beside it, which takes its place: once it is on the disk, where it must last. */
export function writeWhole(path: string, text: string, lasts = true): void {
  const draft = `${path}.draft`;
  const fd = openSync(draft, "w", 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    if (lasts) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
}

/** The file of the session in a folder; undefined where there is none. Throws a UserError for one that is no such file. */
export function readSessionFile(folder: string): SessionFile | undefined {
  const { session: path } = sessionPaths(folder);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (!found.isFile() || found.size > bytesMax) {
    refuse(`${path} must be a file of at most ${bytesMax} bytes; was ${found.size}`);
  }
  let read: Partial<SessionFile> | null;
  try {
    read = fromText(readFileSync(path, "utf8")) as Partial<SessionFile> | null;
  } catch (error) {
    return refuse(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (read?.schema !== "bot4/session@1") {
    refuse(`${path} must have the schema bot4/session@1; was ${String(read?.schema)}`);
  }
  return read as SessionFile;
}
