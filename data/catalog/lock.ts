import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { link, mkdir, readdir, readFile, rm, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { isAlive, ownMark, type ProcessMark } from "../alive.ts";
import { makeFolder } from "../make-folder.ts";
import { removedOnExit } from "./on-exit.ts";

/** Who holds a lock. */
interface Holder extends ProcessMark {
  /** Unlike that of any other lock. */
  readonly id: string;
  readonly task: string;
}

/** The right to write a catalog. */
export interface Lock {
  /** Throws unless the lock is still ours; called before every commit. */
  readonly verify: () => Promise<void>;
  readonly release: () => Promise<void>;
}

const lockFile = ".lock";
const draftPrefix = `${lockFile}.draft-`;
const rightPrefix = `${lockFile}.stale-`;
const attemptsMax = 100;
const pauseMs = 20;
/** A taker of a stale lock needs a millisecond; one that stands in the way for this many attempts was killed at it. */
const attemptsOfTaker = 50;
let serial = 0;

/**
 * Takes the lock of a catalog, or refuses and says who holds it. A lock whose process has gone is taken over.
 * `drafts` is a folder to remove should the process exit while it holds the lock.
 * The lock appears with its content in one step (a hard link to a finished file), so no reader finds it half-written.
 */
export async function lockCatalog(catalog: string, task: string, drafts?: string): Promise<Lock> {
  await makeFolder(catalog);
  const path = join(catalog, lockFile);
  const mark = ownMark();
  const own: Holder = { ...mark, id: `${mark.pid}-${mark.began}-${serial++}`, task };
  const draft = join(catalog, `${draftPrefix}${own.id}`);
  return removedOnExit(draft, async () => {
    await writeFile(draft, JSON.stringify(own));
    try {
      await takeOver(draft, path, catalog);
    } finally {
      await unlink(draft).catch(() => {});
    }
    return held(path, own, drafts);
  });
}

/** Puts the draft of a lock in its place once nobody alive holds it. */
async function takeOver(draft: string, path: string, catalog: string): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (await tryLink(draft, path)) return;
    const holder = await readHolder(path);
    if (!holder) continue;
    if (isAlive(holder)) return await refuseHeld(path, catalog, holder);
    if (await removeStale(path, holder)) continue;
    if (attempt === attemptsOfTaker) await rmdir(rightTo(path, holder)).catch(() => {});
    await new Promise((done) => setTimeout(done, pauseMs));
  }
  refuse(`the lock ${path} of a process that has gone could not be taken over; delete it`);
}

async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Holder);
}

async function refuseHeld(path: string, catalog: string, holder: Holder): Promise<never> {
  const since = await stat(path).then(
    ({ mtime }) => ` since ${mtime.toISOString()}`,
    () => "",
  );
  const where = holder.host === hostname() ? "" : ` on ${holder.host}`;
  return refuse(
    `${catalog} is being written by process ${holder.pid}${where} (${holder.task})${since}; ` +
      `wait until it is done`,
  );
}

/**
 * Removes the lock of a process that has gone. Only who makes the folder named after that very lock may remove it,
 * so that no two takers can remove one after the other, the second one the fresh lock of the first.
 */
async function removeStale(path: string, stale: Holder): Promise<boolean> {
  const right = rightTo(path, stale);
  try {
    await mkdir(right);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  try {
    const holder = await readHolder(path);
    if (holder?.id === stale.id) await unlink(path);
    return true;
  } finally {
    await rmdir(right).catch(() => {});
  }
}

const rightTo = (path: string, stale: Holder) => join(dirname(path), `${rightPrefix}${stale.id}`);

/**
 * Removes what takers of the lock left that were killed at it; only for who holds the lock. A right to remove a stale
 * lock is void once another lock is in its place.
 */
export async function sweepLocks(catalog: string): Promise<void> {
  for (const name of await readdir(catalog)) {
    const path = join(catalog, name);
    if (name.startsWith(rightPrefix)) await rmdir(path).catch(() => {});
    if (!name.startsWith(draftPrefix)) continue;
    const holder = await readHolder(path).catch(() => undefined);
    if (!holder || !isAlive(holder)) await rm(path, { force: true });
  }
}

function held(path: string, own: Holder, drafts: string | undefined): Lock {
  const isOurs = async () => (await readHolder(path))?.id === own.id;
  // A process that ends by `exit` (as on Ctrl-C) leaves nothing behind; one that is killed leaves a stale lock. Drafts
  // go first: once the lock is gone, another writer may have drafts there.
  const drop = () => {
    if (!existsSync(path) || (JSON.parse(readFileSync(path, "utf8")) as Holder).id !== own.id) return;
    if (drafts !== undefined) rmSync(drafts, { recursive: true, force: true });
    rmSync(path, { force: true });
    if (readdirSync(dirname(path)).length === 0) rmdirSync(dirname(path));
  };
  process.once("exit", drop);
  return {
    verify: async () => {
      if (!(await isOurs()))
        refuse(`the lock ${path} was taken away while the catalog was being written; nothing was changed`);
    },
    release: async () => {
      process.off("exit", drop);
      if (await isOurs()) await unlink(path);
    },
  };
}
