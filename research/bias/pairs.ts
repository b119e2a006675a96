import { type BiasRecord, type BiasTrade, ended } from "./record.ts";

/** A trade that ended, and the next thing that was done. */
export interface Pair {
  readonly before: BiasTrade;
  /** The trade that was entered; undefined where it was a request for more risk. */
  readonly after: BiasTrade | undefined;
  /** From the end of the one to the beginning of the other, ms. */
  readonly delayMs: number;
}

/**
 * Each entry, and each request for more risk where they are asked for, with the last trade that had ended before it: the
 * result that was freshest. Only the first act after a result is taken, so that no result counts twice.
 */
export function pairsOf(record: BiasRecord, withOverrides = false): Pair[] {
  const exits = ended(record).sort((a, b) => a.exitMs - b.exitMs);
  const acts: { readonly atMs: number; readonly trade: BiasTrade | undefined }[] = [
    ...record.trades.map((trade) => ({ atMs: trade.entryMs, trade })),
    ...(withOverrides ? record.overrides.map((atMs) => ({ atMs, trade: undefined })) : []),
  ].sort((a, b) => a.atMs - b.atMs);
  const pairs: Pair[] = [];
  let next = 0;
  let fresh: BiasTrade | undefined;
  for (const { atMs, trade } of acts) {
    while (next < exits.length && exits[next]!.exitMs <= atMs && exits[next] !== trade) fresh = exits[next++];
    if (fresh && fresh !== trade) {
      pairs.push({ before: fresh, after: trade, delayMs: atMs - fresh.exitMs });
      fresh = undefined;
    }
  }
  return pairs;
}
