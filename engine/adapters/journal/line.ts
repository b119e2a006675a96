import { crc32 } from "node:zlib";
import { refuse } from "../../core/errors.ts";
import { fromText, toText } from "./plain.ts";

/** One record of a journal. Numbers rise by one from record to record, over all segments. */
export interface JournalRecord {
  readonly sequence: number;
  /** What it is about, a word without spaces; it tells the reader the shape of `data`. */
  readonly kind: string;
  readonly data: unknown;
}

/** The version of the line's own form; the reader refuses any other. */
const version = 1;

/** Bytes of a record at most: longer is no record, whatever it looks like. */
export const recordBytesMax = 16 * 1024 * 1024;

const checksumLength = 8;
const checksumOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(checksumLength, "0");

/** The number that the first digits of a line stand for; NaN where they are not hexadecimal in lower case. */
function checksumIn(line: Buffer): number {
  let value = 0;
  for (let k = 0; k < checksumLength; k++) {
    const code = line[k]!;
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : Number.NaN;
    value = value * 16 + digit;
  }
  return value;
}

/**
 * A record as one line of text: CRC-32 of the rest in hexadecimal, version, number, kind, JSON. The checksum finds every
 * flipped bit and every run of flipped bits up to 32.
 */
export function encodeLine({ sequence, kind, data }: JournalRecord): Buffer {
  if (!/^[a-z][a-z-]*$/.test(kind)) refuse(`kind of a record must be a word in lower case; was "${kind}"`);
  const rest = Buffer.from(`${version} ${sequence} ${kind} ${toText(data)}\n`);
  const line = Buffer.concat([Buffer.from(`${checksumOf(rest.subarray(0, -1))} `), rest]);
  if (line.length > recordBytesMax) {
    refuse(`a record of a journal must have at most ${recordBytesMax} bytes; was ${line.length}`);
  }
  return line;
}

/** The record of a line without its line feed; undefined where the line is not as it was written. */
export function decodeLine(line: Buffer): JournalRecord | undefined {
  if (line.length <= checksumLength || line[checksumLength] !== 0x20) return undefined;
  if (checksumIn(line) !== crc32(line.subarray(checksumLength + 1))) return undefined;
  const text = line.toString("utf8", checksumLength + 1);
  const first = text.indexOf(" ");
  if (text.slice(0, first) !== String(version)) {
    refuse(
      `records of a journal must have version ${version}; was ${text.slice(0, first)}; read it with the bot4 that wrote it`,
    );
  }
  const second = text.indexOf(" ", first + 1);
  const third = text.indexOf(" ", second + 1);
  return {
    sequence: Number(text.slice(first + 1, second)),
    kind: text.slice(second + 1, third),
    data: fromText(text.slice(third + 1)),
  };
}
