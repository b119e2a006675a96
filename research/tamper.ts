import { lowerBound } from "../engine/core/calendar.ts";
import { normal, seeded } from "../engine/core/random.ts";
import type { Bars } from "../engine/trade/bars.ts";

/** How far a changed bar is moved: a standard deviation of its factor's logarithm. */
const spread = 0.1;

/**
 * Runs `work` while all values of bars that open at or after `fromTs` are changed in place: prices of a bar by one
 * random factor, so that it stays a bar, everything else by one too. Restores them, whatever `work` does.
 */
export function withTamperedFuture<T>(bars: readonly Bars[], fromTs: number, work: () => T): T {
  const undo: (() => void)[] = [];
  try {
    for (const [k, each] of bars.entries()) {
      const from = lowerBound(each.ts, fromTs);
      const columns = [
        each.open,
        each.high,
        each.low,
        each.close,
        each.volume,
        ...Object.values(each.extra ?? {}),
      ];
      for (const column of new Set(columns)) {
        const before = column.slice(from);
        undo.push(() => column.set(before, from));
      }
      // One stream of chance a symbol, so that the columns of a bar get equal factors.
      for (const column of new Set(columns)) distort(column, from, k + 1);
    }
    return work();
  } finally {
    for (const restore of undo) restore();
  }
}

function distort(column: Float64Array, from: number, seed: number): void {
  const random = seeded(seed);
  for (let i = from; i < column.length; i++) column[i] = column[i]! * Math.exp(spread * normal(random));
}
