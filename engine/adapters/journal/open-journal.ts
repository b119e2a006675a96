import {
  closeSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { resolve } from "node:path";
import { assert } from "../../core/errors.ts";
import type { RecordPlace } from "./checkpoint.ts";
import { encodeLine, type JournalRecord } from "./line.ts";
import { takeLock } from "./lock.ts";
import { type JournalEnd, ownKinds, readJournal, type SegmentHead } from "./read-journal.ts";
import { segmentAt } from "./segments.ts";

/** How a journal is kept. */
export interface JournalOptions {
  /** Told of each record that is there already, in order: the state is their fold. */
  readonly fold?: (record: JournalRecord) => void;
  /** Size at which a segment ends and the next begins, bytes; 64 MiB unless told. */
  readonly segmentBytes?: number;
  /** How long records wait for the others of their group before they go to the disk, ms; 20 unless told. */
  readonly syncMs?: number;
}

/** A journal that is written. One process at a time may have it open. */
export interface Journal {
  /** What was found when it was opened, torn bytes included, which are cut by now. */
  readonly found: JournalEnd;
  /**
   * Writes a record and returns its number. It is with the operating system when this returns, so that it survives the
   * death of this process, and soon afterwards on the disk. Throws where it cannot be written, and from then on always.
   */
  readonly append: (kind: string, data: unknown) => number;
  /** Number of the last record. */
  readonly last: () => number;
  /** Where the last record lies that was appended since it was opened; undefined for none. */
  readonly place: () => RecordPlace | undefined;
  /** Settles when all that was appended so far is on the disk. */
  readonly flush: () => Promise<void>;
  /** Brings all to the disk and lets go of the files. */
  readonly close: () => Promise<void>;
  /** Lets go of the files as they are, as the death of the process does: for who must not write any more. */
  readonly abandon: () => void;
}

/** A journal's writer, changed in place by this module alone. */
interface Writer {
  readonly folder: string;
  readonly segmentBytes: number;
  readonly syncMs: number;
  /** Lets another one open it. */
  readonly unlock: () => void;
  fd: number;
  bytes: number;
  last: number;
  /** First record of the present segment, and where the last one lies that was appended. */
  first: number;
  place: (Omit<RecordPlace, "line"> & { readonly line: Buffer }) | undefined;
  /** Up to which record all is on the disk. */
  synced: number;
  /** Segments that are full and not known to be on the disk. */
  retired: number[];
  timer: NodeJS.Timeout | undefined;
  syncing: Promise<void> | undefined;
  /** Why it can be written no more. */
  failure: Error | undefined;
}

const lineFeed = Buffer.from("\n");

/**
 * Opens the journal of a folder, makes one where there is none, tells `fold` what it holds and cuts a torn tail. Throws a
 * UserError for a damaged one, and for one that a living process has open.
 */
export function openJournal(folder: string, options: JournalOptions = {}): Journal {
  const { fold, segmentBytes = 64 * 1024 * 1024, syncMs = 20 } = options;
  mkdirSync(folder, { recursive: true });
  const unlock = takeLock(`${resolve(folder)}.lock`);
  let found: JournalEnd;
  try {
    found = readAll(folder, fold);
    cutTail(folder, found);
  } catch (error) {
    unlock();
    throw error;
  }
  const none = { folder, segmentBytes, syncMs, unlock, retired: [], timer: undefined, syncing: undefined };
  const begin = { fd: -1, bytes: 0, first: 1, last: found.last, place: undefined, synced: 0 };
  const writer: Writer = { ...none, ...begin, failure: undefined };
  if (found.last === 0) beginSegment(writer);
  else {
    const segment = found.segments[found.segment]!;
    writer.fd = openSync(segment.path, "a");
    writer.first = segment.first;
    writer.bytes = found.bytes;
  }
  return {
    found,
    append: (kind, data) => {
      assert(
        kind !== ownKinds.segment && kind !== ownKinds.synced,
        `${kind} is a kind of the journal itself`,
      );
      if (writer.bytes >= writer.segmentBytes) rotate(writer);
      const line = write(writer, kind, data);
      const { last: sequence, first, bytes } = writer;
      writer.place = { sequence, first, bytes, line };
      plan(writer);
      return writer.last;
    },
    last: () => writer.last,
    place: () => writer.place && { ...writer.place, line: String(writer.place.line) },
    flush: () => flush(writer),
    close: () => close(writer),
    abandon: () => letGo(writer),
  };
}

function readAll(folder: string, fold: JournalOptions["fold"]): JournalEnd {
  const records = readJournal(folder);
  for (;;) {
    const { done, value } = records.next();
    if (done) return value;
    fold?.(value);
  }
}

/** Takes away what is no whole record, and what is there of it on the disk. */
function cutTail(folder: string, { last, segments, segment, bytes, tornBytes }: JournalEnd): void {
  if (last > 0 && tornBytes === 0 && segment === segments.length - 1) return;
  const keep = last > 0 ? segment : -1;
  // The last first: stopped halfway, what is left is a journal with a torn tail again.
  for (const { path } of segments.slice(keep + 1).reverse()) rmSync(path);
  if (keep >= 0) truncateSync(segments[keep]!.path, bytes);
  syncFolder(folder);
}

function beginSegment(writer: Writer): void {
  const { path, first } = segmentAt(writer.folder, writer.last + 1);
  writer.first = first;
  writer.fd = openSync(path, "ax");
  writer.bytes = 0;
  const head: SegmentHead = { schema: "bot4/journal@1" };
  write(writer, ownKinds.segment, head);
}

function rotate(writer: Writer): void {
  writer.retired.push(writer.fd);
  beginSegment(writer);
}

function write(writer: Writer, kind: string, data: unknown): Buffer {
  if (writer.failure) throw writer.failure;
  const record = encodeLine({ sequence: writer.last + 1, kind, data });
  // Between two line feeds: one flipped bit never takes a mark away together with what it vouches for.
  const line = kind === ownKinds.synced ? Buffer.concat([lineFeed, record]) : record;
  try {
    for (let at = 0; at < line.length; ) at += writeSync(writer.fd, line, at);
  } catch (error) {
    fail(writer, error as Error);
    throw error;
  }
  writer.bytes += line.length;
  writer.last++;
  return line;
}

/** Writes no more, and takes back what was written of a record in part, as far as that is possible. */
function fail(writer: Writer, error: Error): void {
  writer.failure = error;
  try {
    ftruncateSync(writer.fd, writer.bytes);
  } catch {
    // It stays a torn tail, which the next one to open it cuts.
  }
}

/** Has the group of the present records go to the disk in a while. */
function plan(writer: Writer): void {
  if (writer.timer || writer.syncing) return;
  writer.timer = setTimeout(() => {
    // Its failure is kept: the next to append or to flush meets it.
    sync(writer).catch(() => {});
  }, writer.syncMs);
  writer.timer.unref();
}

/** Brings all records so far to the disk, and says so in the journal. */
function sync(writer: Writer): Promise<void> {
  clearTimeout(writer.timer);
  writer.timer = undefined;
  const upTo = writer.last;
  const retired = writer.retired.splice(0);
  const syncing = (async () => {
    for (const fd of [...retired, writer.fd]) await synced(fd);
    if (retired.length > 0 || writer.synced === 0) syncFolder(writer.folder);
    for (const fd of retired) closeSync(fd);
    writer.synced = upTo;
    write(writer, ownKinds.synced, { upTo });
  })();
  writer.syncing = syncing
    .catch((error: Error) => {
      // What a failed fsync left out is not tried again: the system may have forgotten that it was to be written.
      writer.failure ??= error;
      throw error;
    })
    .finally(() => {
      writer.syncing = undefined;
      // The mark itself is one record: more came meanwhile.
      if (!writer.failure && writer.last > upTo + 1) plan(writer);
    });
  return writer.syncing;
}

const synced = (fd: number): Promise<void> =>
  new Promise((resolve, reject) => fsync(fd, (error) => (error ? reject(error) : resolve())));

async function flush(writer: Writer): Promise<void> {
  while (writer.syncing) await writer.syncing;
  if (writer.failure) throw writer.failure;
  if (writer.synced < writer.last - 1 || writer.synced === 0) await sync(writer);
}

async function close(writer: Writer): Promise<void> {
  try {
    await flush(writer);
  } finally {
    letGo(writer);
  }
}

function letGo(writer: Writer): void {
  clearTimeout(writer.timer);
  for (const fd of [...writer.retired, writer.fd]) closeSync(fd);
  writer.unlock();
  writer.failure ??= new Error("the journal is closed");
}

/** Makes new names of a folder last. Not every system opens folders; there the files alone must do. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
