import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, UserError } from "../../engine/core/errors.ts";
import { publish } from "../catalog/files.ts";
import { type Lock, lockCatalog, sweepLocks } from "../catalog/lock.ts";
import { literal, rowsOf, withDuckdb } from "../duckdb.ts";
import { type LedgerFiles, type LedgerPart, ledgerFiles, manifestFile, stem } from "./manifest.ts";
import { isFinished } from "./segment-name.ts";
import { ledgerQuery } from "./source.ts";

/** From how many finished segments on, or how many bytes in them, compaction is worth its while. */
const segmentsMin = 32;
const bytesMin = 4 * 2 ** 20;
/** Bytes of segments that are read at a time, which bounds the memory that a compaction takes. */
const bytesMax = 32 * 2 ** 20;
const staging = ".staging";

/** What a compaction did: how many segments it took, or that another process was at it. */
export type Compaction = { readonly segments: number; readonly rows: number } | "busy";

/**
 * Moves the trials of finished segments to Parquet, once there are enough of them (`least` of 1: at once). The renaming
 * of the manifest is the one moment at which it happens: a process that is killed before leaves the ledger as it was,
 * one that is killed after leaves files that no reader reads and the next compaction removes.
 */
export async function compactLedger(ledger: string, least = segmentsMin): Promise<Compaction> {
  if (!(await isWorthwhile(ledger, least))) return { segments: 0, rows: 0 };
  let lock: Lock;
  try {
    lock = await lockCatalog(ledger, "compacting the ledger", join(ledger, staging));
  } catch (error) {
    if (error instanceof UserError) return "busy";
    throw error;
  }
  try {
    await sweepLocks(ledger);
    // Others may go on writing: what they finish meanwhile is for the next compaction.
    const present = new Set(ledgerFiles(ledger).segments.filter(isFinished));
    let [segments, rows] = [0, 0];
    for (;;) {
      const done = await compact(ledger, lock, present);
      if (done.segments === 0) return { segments, rows };
      [segments, rows] = [segments + done.segments, rows + done.rows];
    }
  } finally {
    await rm(join(ledger, staging), { recursive: true, force: true });
    await lock.release();
  }
}

async function isWorthwhile(ledger: string, least: number): Promise<boolean> {
  const finished = ledgerFiles(ledger).segments.filter(isFinished);
  if (finished.length === 0) return false;
  if (finished.length >= least) return true;
  let bytes = 0;
  for (const file of finished) bytes += (await stat(join(ledger, file)).catch(() => ({ size: 0 }))).size;
  return bytes >= bytesMin;
}

/** The first of the segments, as many as may be read at a time; one at least. */
async function firstOf(ledger: string, segments: readonly string[]): Promise<string[]> {
  const taken: string[] = [];
  let bytes = 0;
  for (const file of segments) {
    bytes += (await stat(join(ledger, file))).size;
    if (taken.length > 0 && bytes > bytesMax) break;
    taken.push(file);
  }
  return taken;
}

async function compact(
  ledger: string,
  lock: Lock,
  present: ReadonlySet<string>,
): Promise<Exclude<Compaction, "busy">> {
  const { manifest, segments } = ledgerFiles(ledger);
  await removeUnread(ledger, { manifest, segments });
  const taken = await firstOf(
    ledger,
    segments.filter((name) => present.has(name)),
  );
  // Another process was quicker, or this one is done.
  if (taken.length === 0) return { segments: 0, rows: 0 };
  const file = `part-${String(manifest.nextPart).padStart(6, "0")}.parquet`;
  const fresh = await rowsIn(
    ledgerQuery(
      [],
      taken.map((name) => join(ledger, name)),
    ),
  );
  const merged = joined(manifest.parts, fresh);
  const kept = manifest.parts.slice(0, manifest.parts.length - merged.length);
  const part = await writePart(ledger, file, merged, taken);
  const rows = merged.reduce((sum, each) => sum + each.rows, fresh);
  assert(part.rows === rows, `the compacted ledger must have ${rows} trials; it has ${part.rows}`);
  await publish(join(ledger, staging, file), join(ledger, file));
  await lock.verify();
  const next = {
    schema: "bot4/ledger@1",
    parts: [...kept, part],
    taken: taken.map(stem),
    nextPart: manifest.nextPart + 1,
  };
  const draft = join(ledger, staging, manifestFile);
  await writeFile(draft, `${JSON.stringify(next, null, 2)}\n`);
  await publish(draft, join(ledger, manifestFile));
  await removeUnread(ledger, ledgerFiles(ledger));
  return { segments: taken.length, rows: fresh };
}

/** The last parts, as far as each is no larger than what comes after it: so their number grows with the logarithm. */
function joined(parts: readonly LedgerPart[], rows: number): LedgerPart[] {
  let from = parts.length;
  let sum = rows;
  while (from > 0 && parts[from - 1]!.rows <= sum) sum += parts[--from]!.rows;
  return parts.slice(from);
}

/** Writes a draft of parts and segments together. */
async function writePart(
  ledger: string,
  file: string,
  parts: readonly LedgerPart[],
  segments: readonly string[],
): Promise<LedgerPart> {
  const path = join(ledger, staging, file);
  await mkdir(join(ledger, staging), { recursive: true });
  const inLedger = (name: string): string => join(ledger, name);
  const query = ledgerQuery(
    parts.map((each) => inLedger(each.file)),
    segments.map(inLedger),
  );
  await withDuckdb((connection) =>
    connection.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`),
  );
  return { file, rows: await rowsIn(`SELECT 1 FROM read_parquet(${literal(path)})`) };
}

const rowsIn = (query: string): Promise<number> =>
  withDuckdb(async (connection) => {
    const [counted] = await rowsOf(connection, `SELECT count(*)::DOUBLE AS n FROM (${query})`);
    return Number(counted!.n);
  });

/** Removes what no reader reads: segments that are in the parts, parts that the manifest does not list, old drafts. */
async function removeUnread(ledger: string, { manifest, segments }: LedgerFiles): Promise<void> {
  await rm(join(ledger, staging), { recursive: true, force: true });
  const read = new Set([...manifest.parts.map(({ file }) => file), ...segments]);
  const taken = new Set(manifest.taken);
  for (const name of await readdir(ledger)) {
    const isOld = /^part-\d+\.parquet$/.test(name) ? !read.has(name) : taken.has(stem(name));
    if (isOld) await rm(join(ledger, name), { force: true });
  }
}
