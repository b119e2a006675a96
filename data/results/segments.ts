import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { explainWrite } from "../catalog/files.ts";
import { lockCatalog, sweepLocks } from "../catalog/lock.ts";
import { bytesOf } from "../columns.ts";

/** Rows of a sweep that is not finished, a file a batch, so that they outlive the process. */
export interface Segments {
  readonly folder: string;
  /** The rows of a batch, where they were stored whole; what is torn or of another length counts as absent. */
  readonly read: (unit: number, length: number) => Promise<Float64Array | undefined>;
  /** Stores the rows of a batch: all of them or nothing, whatever happens meanwhile. */
  readonly write: (unit: number, rows: Float64Array) => Promise<void>;
  /** Lets go of the folder; its rows stay for who resumes, and a folder without any goes. */
  readonly close: () => Promise<void>;
  /** Removes the rows and the folder. */
  readonly clear: () => Promise<void>;
}

const hashBytes = 32;
const fileOf = (unit: number): string => `${String(unit).padStart(8, "0")}.rows`;

/**
 * Opens the rows of the sweep with a hash below `folder`, and removes those of sweeps that nobody has gone on with for 30 days
 * before `nowMs`. Throws a UserError where another process computes the same sweep,
 * or the folder cannot be written.
 *
 * A segment is a sha256 and float64 values, little-endian. It is written aside and renamed. It is not flushed to the disk: after
 * a loss of power a torn one does not fit its hash, and is computed again.
 */
export async function openSegments(folder: string, hash: string, nowMs: number): Promise<Segments> {
  const home = join(folder, hash.slice(0, 16));
  await removeForgotten(folder, nowMs);
  const lock = await lockCatalog(home, "the same sweep").catch((error) => {
    throw explainWrite(error, home);
  });
  await sweepLocks(home);
  const dropDrafts = (): void => removeDrafts(home);
  dropDrafts();
  // Before the lock goes: after that they may be those of another process.
  process.prependOnceListener("exit", dropDrafts);
  const release = (): Promise<void> => {
    process.off("exit", dropDrafts);
    return lock.release();
  };
  return {
    folder: home,
    read: (unit, length) => readSegment(join(home, fileOf(unit)), length),
    write: async (unit, rows) => {
      const path = join(home, fileOf(unit));
      try {
        await writeFile(draftOf(path), [digestOf(rows), bytesOf(rows)]);
        await rename(draftOf(path), path);
      } catch (error) {
        throw explainWrite(error, path);
      }
    },
    close: async () => {
      await release();
      await removeEmpty(home, folder);
    },
    clear: async () => {
      for (const name of await readdir(home)) {
        if (name.endsWith(".rows")) await rm(join(home, name), { force: true });
      }
      await release();
      await removeEmpty(home, folder);
    },
  };
}

/** Fails, as it should, where there are rows to go on from, or other sweeps have theirs beside it. */
async function removeEmpty(home: string, folder: string): Promise<void> {
  for (const path of [home, folder]) await rmdir(path).catch(() => {});
}

const forgottenMs = 30 * 86_400_000;

/** A changed strategy makes another sweep of it: the rows of the former one would stay for ever. */
async function removeForgotten(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const home = join(folder, name);
    const { mtimeMs } = await stat(home).catch(() => ({ mtimeMs: nowMs }));
    const names = await readdir(home).catch(() => []);
    // A sweep that runs holds a lock, and touches its folder all the time.
    if (nowMs - mtimeMs < forgottenMs || names.some((each) => !/\.rows(\.part)?$/.test(each))) continue;
    await rm(home, { recursive: true, force: true });
  }
}

const draftOf = (path: string): string => join(dirname(path), `.${basename(path)}.part`);

/** What a process leaves that ends while it writes. */
function removeDrafts(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (name.endsWith(".rows.part")) rmSync(join(folder, name), { force: true });
  }
}

const digestOf = (rows: Float64Array): Uint8Array => createHash("sha256").update(bytesOf(rows)).digest();

async function readSegment(path: string, length: number): Promise<Float64Array | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (bytes?.length !== hashBytes + length * Float64Array.BYTES_PER_ELEMENT) return undefined;
  const rows = new Float64Array(new Uint8Array(bytes.subarray(hashBytes)).buffer);
  return bytes.subarray(0, hashBytes).equals(digestOf(rows)) ? rows : undefined;
}
