import { assert } from "../core/errors.ts";
import { type Rejection, rejected } from "../trade/rejection.ts";
import type { CommandKey } from "./commands.ts";
import { type Digest, digestText } from "./digest.ts";
import { createSlotIndex, firstSlot, linkSlot, olderSlot, type SlotIndex, unlinkSlot } from "./slot-index.ts";

/** What became of a command: the client order ids that it concerns, or a refusal. */
export type CommandResult = { readonly kind: "done"; readonly ids: readonly string[] } | Rejection;

/**
 * The commands of the last hours: a repeated command is not carried out again but gets the same answer. Bounded in time
 * and number; changed in place by its owner, the blotter. Time must not run backwards.
 *
 * A ring of columns, 40 bytes a command: key, time, digest, and an index of the keys. The ids that a command concerned
 * follow from the command itself, so that only refusals are kept as objects.
 */
export interface CommandMemory {
  readonly keepMs: number;
  readonly commandsMax: number;
  /** Numbers of the symbols that may have commands that are not refused. */
  readonly symbols: ReadonlyMap<string, number>;
  size: number;
  /** Slot of the oldest. */
  first: number;
  columns: Columns;
  /** Refusals by slot, with the symbol where that is none of the known. */
  readonly refusals: Map<number, { readonly refusal: Rejection; readonly symbol: string }>;
}

interface Columns {
  readonly symbol: Int32Array;
  readonly sequence: Float64Array;
  readonly atMs: Float64Array;
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly index: SlotIndex;
}

const capacityMin = 1_024;
/** Number of every symbol that is not known. */
const stranger = -1;

const createColumns = (capacity: number): Columns => ({
  symbol: new Int32Array(capacity),
  sequence: new Float64Array(capacity),
  atMs: new Float64Array(capacity),
  low: new Int32Array(capacity),
  high: new Int32Array(capacity),
  index: createSlotIndex(capacity),
});

/** An empty memory. Commands of symbols that are not listed can be remembered as refused alone. */
export const createMemory = (
  keepMs: number,
  commandsMax: number,
  symbols: readonly string[],
): CommandMemory => ({
  keepMs,
  commandsMax,
  symbols: new Map(symbols.map((symbol, i) => [symbol, i])),
  size: 0,
  first: 0,
  columns: createColumns(capacityMin),
  refusals: new Map(),
});

const hashKey = (symbol: number, sequence: number): number => {
  const hash = Math.imul(
    (sequence | 0) ^ Math.imul((sequence / 4_294_967_296) | 0, 0x85ebca6b) ^ Math.imul(symbol, 0x27d4eb2f),
    0x9e3779b1,
  );
  return hash ^ (hash >>> 15);
};

/** Forgets what is older than it need be known. */
export function forgetOld(memory: CommandMemory, nowMs: number): void {
  const { keepMs, columns, refusals } = memory;
  const { atMs, index } = columns;
  while (memory.size > 0 && nowMs - atMs[memory.first]! >= keepMs) {
    const slot = memory.first;
    unlinkSlot(index, slot);
    if (refusals.size > 0) refusals.delete(slot);
    memory.first = (slot + 1) & (atMs.length - 1);
    memory.size--;
  }
}

/** What is known of a command that came before, or why it can be none. */
export interface Recalled {
  /** Absent where it was done. */
  readonly refusal?: Rejection;
  /** Whether this answers the same command. */
  readonly repeated: boolean;
}

const done: Recalled = { repeated: true };

/**
 * What a command came to before; undefined if it is new. Refused by rule `command-reuse`, with both digests, where the
 * key is known with another content, and by `commands-max` where there is no room to remember a new one.
 */
export function recall(
  memory: CommandMemory,
  key: CommandKey,
  digest: Digest,
  nowMs: number,
): Recalled | undefined {
  forgetOld(memory, nowMs);
  const slot = find(memory, key);
  if (slot < 0) {
    const { size, commandsMax } = memory;
    if (size < commandsMax) return undefined;
    return { refusal: rejected("commands-max", commandsMax, size + 1), repeated: false };
  }
  const { low, high } = memory.columns;
  if (low[slot] !== digest[0] || high[slot] !== digest[1]) {
    const was = digestText(low[slot]!, high[slot]!);
    const refusal = rejected("command-reuse", was, digestText(digest[0]!, digest[1]!));
    return { refusal, repeated: false };
  }
  const refusal = memory.refusals.get(slot)?.refusal;
  return refusal ? { refusal, repeated: true } : done;
}

function find({ symbols, columns, refusals }: CommandMemory, key: CommandKey): number {
  const { symbol, sequence, index } = columns;
  const number = symbols.get(key.symbol) ?? stranger;
  const hash = hashKey(number, key.sequence);
  let slot = firstSlot(index, hash);
  while (slot >= 0) {
    const same = sequence[slot] === key.sequence && symbol[slot] === number;
    if (same && (number !== stranger || refusals.get(slot)?.symbol === key.symbol)) return slot;
    slot = olderSlot(index, slot, hash);
  }
  return slot;
}

/** Remembers a command that `recall` did not know; `refusal` where it was refused. */
export function remember(
  memory: CommandMemory,
  key: CommandKey,
  digest: Digest,
  nowMs: number,
  refusal: Rejection | undefined,
): void {
  assert(memory.size < memory.commandsMax, "there is room for a command that is remembered");
  if (memory.size === memory.columns.atMs.length) grow(memory);
  const { atMs, symbol, sequence, low, high, index } = memory.columns;
  const slot = (memory.first + memory.size) & (atMs.length - 1);
  const number = memory.symbols.get(key.symbol) ?? stranger;
  assert(number !== stranger || refusal, "a command of an unknown symbol is refused");
  symbol[slot] = number;
  sequence[slot] = key.sequence;
  atMs[slot] = nowMs;
  low[slot] = digest[0]!;
  high[slot] = digest[1]!;
  if (refusal) memory.refusals.set(slot, { refusal, symbol: key.symbol });
  linkSlot(index, slot, hashKey(number, key.sequence));
  memory.size++;
}

/** Doubles a ring that is full; its oldest command comes first. */
function grow(memory: CommandMemory): void {
  const { columns: from, first, size, refusals } = memory;
  const to = createColumns(size * 2);
  for (const name of ["symbol", "sequence", "atMs", "low", "high"] as const) {
    to[name].set(from[name].subarray(first));
    to[name].set(from[name].subarray(0, first), size - first);
  }
  for (let k = 0; k < size; k++) linkSlot(to.index, k, from.index.hashes[(first + k) & (size - 1)]!);
  const kept = [...refusals].map(([slot, each]) => [(slot - first + size) % size, each] as const);
  refusals.clear();
  for (const [slot, each] of kept) refusals.set(slot, each);
  memory.columns = to;
  memory.first = 0;
}
