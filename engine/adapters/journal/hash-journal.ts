import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { JournalEnd } from "./read-journal.ts";

const chunkBytes = 1024 * 1024;

/** sha256 over the bytes of a journal up to the end of its last whole record, as hexadecimal digits. */
export function hashJournal({ segments, segment, bytes, last }: JournalEnd): string {
  const hash = createHash("sha256");
  if (last === 0) return hash.digest("hex");
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (const [index, { path }] of segments.entries()) {
    if (index > segment) break;
    const fd = openSync(path, "r");
    try {
      let left = index < segment ? Number.POSITIVE_INFINITY : bytes;
      while (left > 0) {
        const count = readSync(fd, chunk, 0, Math.min(chunkBytes, left), null);
        if (count === 0) break;
        hash.update(chunk.subarray(0, count));
        left -= count;
      }
    } finally {
      closeSync(fd);
    }
  }
  return hash.digest("hex");
}
