import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { askControl } from "../../engine/adapters/control/ask-control.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { SessionFile } from "../../engine/run/paper/session-file.ts";
import type { Io } from "../io.ts";
import { controlPath } from "./control-path.ts";
import { readSessionFile, sessionPaths } from "./session-folder.ts";

/** Which session. */
export const sessionFlags = {
  session: {
    type: "string",
    describe: "Folder of the session [the one under paper, or the one of them that runs]",
  },
} as const;

/** A session by its folder. */
export interface FoundSession {
  readonly folder: string;
  readonly file: SessionFile;
}

/** The session that a folder names; without one the only one under `paper`, or the only one of those that runs. */
export async function findSession(folder: string | undefined, io: Io): Promise<FoundSession> {
  if (folder !== undefined) {
    const path = resolve(io.cwd, folder);
    const file = readSessionFile(path);
    return file
      ? { folder: path, file }
      : refuse(`${folder} is the folder of no session; it has no session.json`);
  }
  const all = sessionsHere(io);
  if (all.length === 0) {
    refuse(
      'no session under "paper"; name its folder with --session, or start one: bot4 paper <dossier> --feed …',
    );
  }
  const running = all.length === 1 ? all : await whichRun(all, io);
  const [first] = running;
  if (first && running.length === 1) return { folder: first, file: readSessionFile(first)! };
  const names = all.map((path) => relative(io.cwd, path)).join(", ");
  const many = running.length === 0 ? "none of them runs" : `${running.length} of them run`;
  return refuse(`--session must say which: ${names}; ${many}`);
}

/** Folders of the sessions under `paper`, by name. */
export function sessionsHere(io: Io): string[] {
  const folder = resolve(io.cwd, "paper");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(sessionPaths(join(folder, entry.name)).session))
    .map(({ name }) => join(folder, name))
    .sort();
}

/** Those of some sessions that run. */
export async function whichRun(folders: readonly string[], io: Io): Promise<string[]> {
  const running: string[] = [];
  for (const folder of folders) {
    if ((await askControl(controlPath(folder, io), { command: "status" })) !== undefined)
      running.push(folder);
  }
  return running;
}
