import { createHash } from "node:crypto";
import { refuse } from "../core/errors.ts";

/** Where an order comes from: the run, the symbol, and the number of the command for that symbol in that run. */
export interface OrderSource {
  readonly run: string;
  readonly symbol: string;
  readonly sequence: number;
  /** Which order of a command that makes several, from 1. */
  readonly part?: number;
}

/** What the ids of one run and symbol have in common, made once: an id is a front, its place and a back. */
export interface IdStem {
  /** Room for one id, with the front in it. Written over by each id that is made. */
  readonly room: Buffer;
  readonly frontLength: number;
  readonly back: Buffer;
}

/** Characters of the place: 11 of the largest sequence, an underline and 11 of the largest part. */
const placeMax = 23;

/** The stem of all ids of a run and a symbol. */
export function idStem(run: string, symbol: string): IdStem {
  const hash = createHash("sha256")
    .update(JSON.stringify([run, symbol]))
    .digest("base64url")
    .slice(0, 12);
  const front = `${symbol.replace(/[^A-Za-z0-9]/g, "").slice(0, 7) || "x"}-`;
  const room = Buffer.alloc(front.length + placeMax + 13);
  room.write(front, "latin1");
  return { room, frontLength: front.length, back: Buffer.from(`-${hash}`, "latin1") };
}

/** The id of one order. Made of bytes: three strings put together would leave five more behind. */
export function idOf({ room, frontLength, back }: IdStem, sequence: number, part?: number): string {
  let end = writeNumber(room, frontLength, "sequence", sequence);
  if (part !== undefined) {
    room[end] = underline;
    end = writeNumber(room, end + 1, "part", part);
  }
  for (let k = 0; k < back.length; k++) room[end + k] = back[k]!;
  return room.toString("latin1", 0, end + back.length);
}

const underline = 0x5f;
const digits = Buffer.from("0123456789abcdefghijklmnopqrstuvwxyz", "latin1");

/** Writes a number in base 36 and gives the place after it. */
function writeNumber(room: Buffer, at: number, noun: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    refuse(`${noun} of an order must be a whole number of at least 0; was ${value}`);
  }
  let end = at + 1;
  for (let rest = value; rest >= 36; rest = Math.floor(rest / 36)) end++;
  for (let to = end - 1, rest = value; to >= at; to--, rest = Math.floor(rest / 36))
    room[to] = digits[rest % 36]!;
  return end;
}

/**
 * The client order id of a source: the same source gives the same id on every machine, so that a resend is the same
 * order. At most 36 characters of [A-Za-z0-9_-] for up to 1,295 parts, in front what a person looks for: symbol,
 * sequence, part. Orders of one run and symbol differ in sequence or part, which stand there in full; those of other
 * runs and symbols differ by 72 bits of the sha256 of both, so that among n pairs of a run and a symbol with names that
 * begin alike two share their ids with a probability below n^2 / 2^73, however many orders each has. Throws a UserError
 * for a sequence or part that is no whole number.
 *
 * @example
 * clientOrderId({ run: "r1", symbol: "BTC/USDT", sequence: 40 }).startsWith("BTCUSDT-14-") // => true
 */
export const clientOrderId = ({ run, symbol, sequence, part }: OrderSource): string =>
  idOf(idStem(run, symbol), sequence, part);
