import { closeSync, openSync, readSync } from "node:fs";
import { recordBytesMax } from "./line.ts";

/** A line of a file, where it begins and whether a line feed ends it. */
export interface Line {
  /** Without the line feed. Valid until the next line is asked for. */
  readonly bytes: Buffer;
  readonly offset: number;
  readonly whole: boolean;
}

const chunkBytes = 1024 * 1024;
const lineFeed = 0x0a;

/**
 * The lines of a file one by one, from a byte on at which one begins, in memory for one record however long the file is. What has no line feed within the
 * bytes that a record may have is given in parts that are not whole.
 */
export function* linesOf(path: string, from = 0): Generator<Line> {
  const fd = openSync(path, "r");
  try {
    let held = Buffer.alloc(0);
    let offset = from;
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const count = readSync(fd, chunk, 0, chunkBytes, offset + held.length);
      if (count === 0) break;
      held = held.length === 0 ? chunk.subarray(0, count) : Buffer.concat([held, chunk.subarray(0, count)]);
      let start = 0;
      for (let end = held.indexOf(lineFeed); end >= 0; end = held.indexOf(lineFeed, start)) {
        yield { bytes: held.subarray(start, end), offset: offset + start, whole: true };
        start = end + 1;
      }
      offset += start;
      // A copy: the chunk is read into again.
      held = Buffer.from(held.subarray(start));
      if (held.length <= recordBytesMax) continue;
      yield { bytes: held, offset, whole: false };
      offset += held.length;
      held = Buffer.alloc(0);
    }
    if (held.length > 0) yield { bytes: held, offset, whole: false };
  } finally {
    closeSync(fd);
  }
}
