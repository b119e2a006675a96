import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { explainWrite } from "../catalog/files.ts";
import { lockCatalog, sweepLocks } from "../catalog/lock.ts";

/** Texts of a work that is not finished, a file each, so that they outlive the process. */
export interface Texts {
  readonly folder: string;
  /** The text of a name, where it was stored whole; one that is torn counts as absent. */
  readonly read: (name: string) => Promise<string | undefined>;
  /** Stores a text: all of it or nothing, whatever happens meanwhile. */
  readonly write: (name: string, text: string) => Promise<void>;
  /** Lets go of the folder; its texts stay for who resumes. */
  readonly close: () => Promise<void>;
}

const suffix = ".fold";
const forgottenMs = 30 * 86_400_000;

/**
 * Opens the texts of the work with a hash below `folder`, and removes those of works that nobody has gone on with for 30
 * days before `nowMs`. Throws a UserError where another process does the same work, or the folder cannot be written.
 *
 * A file is a sha256 in hexadecimal, a line feed and the text. It is written aside and renamed, and not flushed to the
 * disk: after a loss of power a torn one does not fit its hash, and is made again.
 */
export async function openTexts(folder: string, hash: string, nowMs: number): Promise<Texts> {
  const home = join(folder, hash.slice(0, 16));
  await removeForgotten(folder, nowMs);
  const lock = await lockCatalog(home, "the same training").catch((error) => {
    throw explainWrite(error, home);
  });
  await sweepLocks(home);
  for (const name of await readdir(home)) {
    if (name.endsWith(".part")) await rm(join(home, name), { force: true });
  }
  const pathOf = (name: string): string => join(home, `${name}${suffix}`);
  return {
    folder: home,
    read: async (name) => {
      const file = await readFile(pathOf(name), "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      if (file === undefined) return undefined;
      const text = file.slice(65);
      return file.slice(0, 65) === `${digestOf(text)}\n` ? text : undefined;
    },
    write: async (name, text) => {
      const path = pathOf(name);
      try {
        await writeFile(`${path}.part`, `${digestOf(text)}\n${text}`);
        await rename(`${path}.part`, path);
      } catch (error) {
        throw explainWrite(error, path);
      }
    },
    close: lock.release,
  };
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A changed specification makes another work of it: the texts of the former one would stay for ever. */
async function removeForgotten(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const home = join(folder, name);
    const { mtimeMs } = await stat(home).catch(() => ({ mtimeMs: nowMs }));
    const names = await readdir(home).catch(() => []);
    // What runs holds a lock, and what is not ours stays.
    const ours = names.every((each) => each.endsWith(suffix) || each.endsWith(`${suffix}.part`));
    if (nowMs - mtimeMs >= forgottenMs && ours) await rm(home, { recursive: true, force: true });
  }
}
