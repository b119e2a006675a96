import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { refuse } from "../../core/errors.ts";

/** Who holds a lock. */
interface Owner {
  readonly pid: number;
  /** When that process began, as its system tells it; null where it does not. Process numbers are used again. */
  readonly begun: string | null;
}

/**
 * Takes a lock, a file at `path`, for this process, and returns how to let it go. One whose owner is dead is taken over.
 * Throws a UserError that names the owner where that is alive.
 */
export function takeLock(path: string): () => void {
  const mine = `${path}.${process.pid}`;
  const text = JSON.stringify({ pid: process.pid, begun: begunOf(process.pid) } satisfies Owner);
  writeFileSync(mine, text);
  try {
    // A name that is there already is never taken: of two that come at once one gets it.
    while (!linked(mine, path)) clearDead(path, mine);
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    if (read(path) === text) rmSync(path, { force: true });
  };
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Takes the lock of a dead owner away. Throws a UserError for one that is alive. */
function clearDead(path: string, mine: string): void {
  const text = read(path);
  if (text === undefined) return;
  refuseAlive(path, text);
  const taken = `${mine}.dead`;
  try {
    renameSync(path, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  // Between reading and taking away another one may have come: then it goes back where it was.
  const found = read(taken);
  if (found !== undefined && found !== text) linked(taken, path);
  rmSync(taken, { force: true });
}

function refuseAlive(path: string, text: string): void {
  const owner = ownerOf(text);
  if (!owner || !isAlive(owner)) return;
  refuse(
    `${path} must be free; process ${owner.pid} holds it and is alive; end that one first, or work in a folder of its own`,
  );
}

/** The owner that a text names; undefined for none: it was being written as its writer died. */
function ownerOf(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    const { pid, begun } = owner ?? {};
    if (!Number.isSafeInteger(pid) || pid! <= 0) return undefined;
    return { pid: pid!, begun: typeof begun === "string" ? begun : null };
  } catch {
    return undefined;
  }
}

function isAlive({ pid, begun }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const now = begunOf(pid);
  return begun === null || now === null || begun === now;
}

/** When a process began, in its system's own count; null where that cannot be told. */
function begunOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  // Its name, in parentheses, may hold anything; the 22nd field is the 20th after it.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
