import { type Rejection, rejected } from "../trade/rejection.ts";

/**
 * The commands of the last hours with their answers: a repeated command is not carried out again but gets the same
 * answer. Bounded in time and number; changed in place by its owner, the blotter. Time must not run backwards.
 */
export interface CommandMemory {
  readonly keepMs: number;
  readonly commandsMax: number;
  /** When what is too old was last forgotten. */
  sweptMs: number;
  /** In the order of their times. */
  readonly known: Map<string, KnownCommand>;
}

export interface KnownCommand {
  readonly atMs: number;
  /** The command as text: the same key with another content is a mistake. */
  readonly text: string;
  readonly answer: CommandResult;
}

/** What became of a command: the client order ids that it concerns, or a refusal. */
export type CommandResult = { readonly kind: "done"; readonly ids: readonly string[] } | Rejection;

export const createMemory = (keepMs: number, commandsMax: number): CommandMemory => ({
  keepMs,
  commandsMax,
  sweptMs: Number.NEGATIVE_INFINITY,
  known: new Map(),
});

/** Forgets what is older than it need be known. */
export function forgetOld(memory: CommandMemory, nowMs: number): void {
  const { keepMs, known } = memory;
  memory.sweptMs = nowMs;
  for (const [key, { atMs }] of known) {
    if (nowMs - atMs < keepMs) return;
    known.delete(key);
  }
}

/**
 * The answer that a command got before; undefined if it is new. Refused by rule `command-reuse` where the key is known
 * with another content, and by `commands-max` where there is no room to remember a new one.
 */
export function recall(
  memory: CommandMemory,
  key: string,
  text: string,
  nowMs: number,
): { readonly answer: CommandResult; readonly repeated: boolean } | undefined {
  const { keepMs, commandsMax } = memory;
  // Now and then: a map whose first entries were deleted one by one is slow to find its first.
  if (nowMs - memory.sweptMs >= keepMs / 24 || memory.known.size >= commandsMax) forgetOld(memory, nowMs);
  const known = memory.known.get(key);
  if (known && nowMs - known.atMs >= keepMs) memory.known.delete(key);
  else if (known) {
    return known.text === text
      ? { answer: known.answer, repeated: true }
      : { answer: rejected("command-reuse", known.text, text), repeated: false };
  }
  const { size } = memory.known;
  return size < commandsMax
    ? undefined
    : { answer: rejected("commands-max", commandsMax, size + 1), repeated: false };
}

/** Remembers the answer to a command that `recall` did not know. */
export function remember({ known }: CommandMemory, key: string, command: KnownCommand): void {
  known.set(key, command);
}
