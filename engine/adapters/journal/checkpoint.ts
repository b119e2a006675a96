import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { segmentAt } from "./segments.ts";

/** Where a record lies in a journal, and what is written there. */
export interface RecordPlace {
  readonly sequence: number;
  /** First record of its segment, and the bytes of that up to the record's end. */
  readonly first: number;
  readonly bytes: number;
  readonly line: string;
}

/** What some state was after a record of a journal, so that not all before it has to be told again. */
export interface Checkpoint {
  readonly place: RecordPlace;
  readonly data: unknown;
}

const pathIn = (folder: string): string => join(folder, "checkpoint");

/**
 * Writes a checkpoint of a journal in the place of the one before. It is no part of what the journal says: without it all
 * can be told again.
 */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint): void {
  const bytes = serialize(checkpoint);
  const path = pathIn(folder);
  const aside = `${path}.new`;
  const head = Buffer.alloc(4);
  head.writeUInt32LE(crc32(bytes));
  writeFileSync(aside, Buffer.concat([head, bytes]), { mode: 0o600 });
  // Not waited for: one that a crash of the machine tears is told by its checksum, and done without.
  renameSync(aside, path);
}

/**
 * The checkpoint of a journal. One that is torn, that this Node cannot read, or that is not of the journal as it lies there
 * is taken away, and undefined.
 */
export function readCheckpoint(folder: string): Checkpoint | undefined {
  const path = pathIn(folder);
  let whole: Buffer;
  try {
    whole = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const checkpoint = decode(whole);
  if (checkpoint && liesThere(folder, checkpoint.place)) return checkpoint;
  rmSync(path, { force: true });
  return undefined;
}

function decode(whole: Buffer): Checkpoint | undefined {
  const bytes = whole.subarray(4);
  if (whole.length < 5 || whole.readUInt32LE(0) !== crc32(bytes)) return undefined;
  try {
    return deserialize(bytes) as Checkpoint;
  } catch {
    return undefined;
  }
}

/** Whether a record lies where it did: a journal that was cut has not, and one that went on otherwise has another there. */
function liesThere(folder: string, { first, bytes, line }: RecordPlace): boolean {
  const wanted = Buffer.from(line);
  const found = Buffer.alloc(wanted.length);
  let fd: number;
  try {
    fd = openSync(segmentAt(folder, first).path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  try {
    const count = readSync(fd, found, 0, found.length, bytes - wanted.length);
    return count === wanted.length && found.equals(wanted);
  } finally {
    closeSync(fd);
  }
}
