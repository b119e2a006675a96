import type { OrderTerms } from "../trade/order-terms.ts";
import type { Amendment } from "../trade/order-transitions.ts";
import type { SingleCommand } from "./commands.ts";

/** 64 bits in two halves, each a hash of its own. */
export type Digest = Int32Array;

export const createDigest = (): Digest => new Int32Array(2);

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
/** In front of each value, so that no two lists of values are the same list of words. */
const marks = { absent: 0x51, no: 0x52, yes: 0x53, number: 0x54, text: 0x55 } as const;

/** Stirs 32 bits into both halves, as MurmurHash3 does (Appleby 2011) with other constants for each. */
function stir(digest: Digest, word: number): void {
  let low = Math.imul(word, 0xcc9e2d51);
  low = digest[0]! ^ Math.imul((low << 15) | (low >>> 17), 0x1b873593);
  digest[0] = Math.imul((low << 13) | (low >>> 19), 5) + 0xe6546b64;
  let high = Math.imul(word, 0x239b961b);
  high = digest[1]! ^ Math.imul((high << 16) | (high >>> 16), 0xab0e9789);
  digest[1] = Math.imul((high << 17) | (high >>> 15), 5) + 0x561ccd1b;
}

function stirNumber(digest: Digest, value: number | null | undefined): void {
  if (value === undefined) {
    stir(digest, marks.absent);
    return;
  }
  stir(digest, marks.number);
  // One zero, and one NaN, which a journal of JSON gives back as null.
  double[0] = (value as number) + 0;
  if (value === null || Number.isNaN(value)) double[0] = Number.NaN;
  stir(digest, words[0]!);
  stir(digest, words[1]!);
}

function stirText(digest: Digest, value: string | undefined): void {
  if (value === undefined) {
    stir(digest, marks.absent);
    return;
  }
  stir(digest, marks.text);
  stir(digest, value.length);
  for (let k = 0; k < value.length; k++) stir(digest, value.charCodeAt(k));
}

const stirFlag = (digest: Digest, value: boolean | undefined): void =>
  stir(digest, value === undefined ? marks.absent : value ? marks.yes : marks.no);

function stirChange(digest: Digest, { lots, limitTicks, triggerTicks }: Amendment): void {
  stirNumber(digest, lots);
  stirNumber(digest, limitTicks);
  stirNumber(digest, triggerTicks);
}

function stirTerms(digest: Digest, terms: OrderTerms): void {
  stirText(digest, terms.symbol);
  stirText(digest, terms.side);
  stirText(digest, terms.kind);
  stirText(digest, terms.tif);
  stirChange(digest, terms);
  stirNumber(digest, terms.trailTicks);
  stirNumber(digest, terms.trailFraction);
  stirNumber(digest, terms.displayLots);
  stirNumber(digest, terms.untilMs);
  stirFlag(digest, terms.postOnly);
  stirFlag(digest, terms.reduceOnly);
  stirText(digest, terms.leg);
}

/** A hash of 32 bits of a text, for tables. */
export function hashText(value: string): number {
  let hash = 0;
  for (let k = 0; k < value.length; k++) hash = Math.imul(hash ^ value.charCodeAt(k), 0x01000193);
  return hash ^ (hash >>> 15);
}

/**
 * The digest of all that a command asks for, but for its key, written to `into`: every field of it, by value. Two
 * different ones share a digest with a probability of 2^-64. It stands in for the command in memory: 8 bytes that do not
 * change with an object that its maker uses again.
 */
export function digestCommand(command: SingleCommand, into: Digest): void {
  into.fill(0);
  stirText(into, command.kind);
  switch (command.kind) {
    case "place":
      stirNumber(into, command.price);
      stirTerms(into, command.terms);
      break;
    case "group":
      stirNumber(into, command.price);
      stirText(into, command.group);
      stirNumber(into, command.orders.length);
      for (const terms of command.orders) stirTerms(into, terms);
      break;
    case "amend":
      stirText(into, command.id);
      stirChange(into, command.change);
      break;
    case "cancel":
      stirText(into, command.id);
      break;
  }
}

/** A digest as 16 hexadecimal digits. */
export const digestText = (low: number, high: number): string =>
  [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
