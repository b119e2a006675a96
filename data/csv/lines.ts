import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { refuse } from "../../engine/core/errors.ts";

const chunkBytes = 1 << 20;
const lineBytesMax = 1 << 20;

/** A piece of a file that ends where a line ends (or where the file does). */
export type Lines = Uint8Array;

/** Streams a file, gzipped or not, in pieces of whole lines without its byte order mark. */
export async function* wholeLines(path: string, file: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(path, { highWaterMark: chunkBytes });
  const stream = /\.gz$/i.test(path) ? raw.pipe(createGunzip()) : raw;
  raw.on("error", (error) => stream.destroy(error));
  let rest: Buffer = Buffer.alloc(0);
  let first = true;
  try {
    for await (const chunk of stream) {
      let data: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      if (first && data.length >= 3) {
        data = withoutMark(data, file);
        first = false;
      }
      const end = data.lastIndexOf(10) + 1;
      if (end === 0 && data.length > lineBytesMax)
        refuse(`${file} has a line of over a million characters; it is no CSV file`);
      if (end > 0) yield data.subarray(0, end);
      rest = data.subarray(end);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EISDIR") refuse(`${file} is a folder, not a file`);
    if (code?.startsWith("Z_")) refuse(`${file} is not a whole gzip file: ${(error as Error).message}`);
    throw error;
  }
  if (rest.length > 0) yield rest;
}

function withoutMark(data: Buffer, file: string): Buffer {
  if ((data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff)) {
    refuse(`${file} is written in UTF-16; save it as UTF-8`);
  }
  if (data[0] === 0x50 && data[1] === 0x4b && data[2] === 3)
    refuse(`${file} is a zip archive; unpack it first`);
  const start = data.toString("latin1", 0, 6);
  if (start.startsWith("PAR1")) refuse(`${file} is a Parquet file; give it a name that ends in .parquet`);
  if (start === "ARROW1") refuse(`${file} is an Arrow file; give it a name that ends in .arrow`);
  if (data[0] === 0x1f && data[1] === 0x8b) {
    refuse(`${file} is compressed by gzip; give it a name that ends in .gz`);
  }
  if (data.subarray(0, 4096).includes(0)) refuse(`${file} is no text; give a CSV, Parquet or Arrow file`);
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}
