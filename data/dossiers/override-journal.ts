import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { canonicalJson } from "../canonical-json.ts";
import { explainWrite } from "../catalog/files.ts";
import { lockCatalog } from "../catalog/lock.ts";
import { makeFolder } from "../make-folder.ts";

// A line a record: sha256, tab, canonical JSON. Each sha256 is over the one before it and the text, so that no line can be
// changed, taken out or put in without all that follow being wrong.

/** The journal of overrides beside a folder of dossiers. */
export const overrideJournal = (dossiers: string): string => join(dossiers, "overrides.journal");

/** What a journal holds. */
export interface JournalRead<T> {
  readonly records: readonly T[];
  /** sha256 of the last record; empty for none. */
  readonly last: string;
  /** Bytes of whole lines: what comes after is the torn end of a write that was killed. */
  readonly size: number;
  readonly torn: number;
}

const sumOf = (previous: string, text: string): string =>
  createHash("sha256").update(`${previous}\n${text}`).digest("hex");

/** Reads a journal, every checksum checked; an absent one is empty. Throws a UserError that names the line that is damaged. */
export function readJournal<T>(path: string): JournalRead<T> {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const size = bytes.lastIndexOf(10) + 1;
  const lines = bytes.subarray(0, size).toString("utf8").split("\n").slice(0, -1);
  const records: T[] = [];
  let last = "";
  for (const [at, line] of lines.entries()) {
    const tab = line.indexOf("\t");
    const [sum, text] = [line.slice(0, Math.max(0, tab)), line.slice(tab + 1)];
    if (sum !== sumOf(last, text)) {
      refuse(`${path}:${at + 1} is damaged: its checksum does not fit; put the journal back from a copy`);
    }
    records.push(JSON.parse(text) as T);
    last = sum;
  }
  return { records, last, size, torn: bytes.length - size };
}

/** Adds a record; it is on the disk when this is done. The torn end of a write that was killed is cut off first. */
export async function appendJournal(path: string, record: object): Promise<void> {
  await makeFolder(dirname(path)).catch((error) => {
    throw explainWrite(error, path);
  });
  const lock = await lockCatalog(dirname(path), "writing the journal of overrides");
  try {
    const { last, size } = readJournal(path);
    const text = canonicalJson(record);
    const file = await open(path, existsSync(path) ? "r+" : "wx+");
    try {
      await file.truncate(size);
      const line = Buffer.from(`${sumOf(last, text)}\t${text}\n`);
      for (let done = 0; done < line.length; ) {
        done += (await file.write(line, done, line.length - done, size + done)).bytesWritten;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explainWrite(error, path);
  } finally {
    await lock.release();
  }
}
