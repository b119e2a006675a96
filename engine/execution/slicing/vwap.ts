import { refuse } from "../../core/errors.ts";
import { type Parent, type Slice, spread } from "./slices.ts";

/**
 * Volume-weighted schedule: parts in proportion to the volume that each of equal stretches of the parent's time is
 * expected to trade.
 *
 * @example
 * const parent = { side: "sell", lots: 10, startMs: 0, endMs: 300 };
 * vwap(parent, [1, 0, 4]) // => [{ atMs: 0, lots: 2 }, { atMs: 200, lots: 8 }]
 */
export const vwap = (parent: Parent, profile: readonly number[]): Slice[] => spread(parent, profile);

const dayMs = 86_400_000;

/**
 * Expected volume of equal stretches of a parent's time: the mean of what past bars of the same time of day (UTC)
 * traded, summed over the bars that open in each stretch; stretches should not be shorter than bars. NaN volumes are
 * not counted. `ts` is the open of each bar, ms since 1970 UTC. Throws a UserError if history does not end before the
 * parent starts, or holds no volume at its time of day.
 */
export function volumeProfile(
  history: { readonly ts: Float64Array; readonly volume: Float64Array },
  { startMs, endMs }: Parent,
  parts: number,
): number[] {
  const { ts, volume } = history;
  const last = ts[ts.length - 1];
  if (last !== undefined && last >= startMs) {
    refuse(`history must end before the order starts at ${startMs}; its last bar opens at ${last}`);
  }
  const means = meanByTimeOfDay(ts, volume, startMs);
  const step = (endMs - startMs) / parts;
  const profile = new Array<number>(parts).fill(0);
  for (const [offset, mean] of means) {
    for (let when = offset; when < endMs - startMs; when += dayMs) {
      const part = Math.min(parts - 1, Math.floor(when / step));
      profile[part] = profile[part]! + mean;
    }
  }
  if (profile.every((expected) => expected === 0)) {
    refuse("history has no volume at the order's time of day; use more of it");
  }
  return profile;
}

/** Mean volume of bars by how long after a moment, in [0, one day), their time of day comes. */
function meanByTimeOfDay(ts: Float64Array, volume: Float64Array, startMs: number): Map<number, number> {
  const groups = new Map<number, { sum: number; count: number }>();
  ts.forEach((at, i) => {
    const traded = volume[i]!;
    if (!(traded >= 0)) return;
    const offset = (((at - startMs) % dayMs) + dayMs) % dayMs;
    const { sum, count } = groups.get(offset) ?? { sum: 0, count: 0 };
    groups.set(offset, { sum: sum + traded, count: count + 1 });
  });
  return new Map([...groups].map(([offset, { sum, count }]) => [offset, sum / count]));
}
