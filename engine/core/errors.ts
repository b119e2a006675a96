/**
 * An error that the user can mend: bad input, a parameter out of range, a file that is missing.
 * The command line prints its message alone; any other error is a bug and keeps its stack.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** Throws a {@link UserError}. The message states subject, rule, value and, where it can, the mend. */
export function refuse(message: string): never {
  throw new UserError(message);
}

/** Throws when an invariant of the program itself is broken. Never for a user's mistake. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/**
 * ` did you mean "close"?` for the candidate nearest to a misspelt word, or an empty string if none is near.
 *
 * @example
 * suggest("clsoe", ["open", "close"]) // => '; did you mean "close"?'
 */
export function suggest(word: string, candidates: readonly string[]): string {
  let best = "";
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best === "" ? "" : `; did you mean "${best}"?`;
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
      }
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
