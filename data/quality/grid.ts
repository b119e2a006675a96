import { type Defect, plural, Tally } from "./defect.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * Finds timestamps off the grid that most of them share. The grid's offset from midnight UTC is the most frequent
 * one, so bars that begin at half past are on it; days that begin an hour off are a clock change, not a defect.
 */
export function findOffGrid(ts: Float64Array, stepMs: number): Defect[] {
  const counts = countOffsets(ts, stepMs);
  if (counts.size <= 1) return [];
  let common = 0;
  let most = 0;
  for (const [offset, count] of counts) if (count > most) [common, most] = [offset, count];
  const tally = new Tally();
  for (let i = 0; i < ts.length; i++) {
    const off = Math.abs(offsetOf(ts[i]!, stepMs) - common);
    const distance = Math.min(off, stepMs - off);
    if (distance === 0 || (stepMs >= dayMs && distance === hourMs)) continue;
    tally.add(i);
  }
  return tally.defect("grid", ts, (count) => `${plural(count, "timestamp")} off the grid of the timeframe`);
}

/** Distance to the step before, also for times before 1970. */
const offsetOf = (ts: number, stepMs: number) => ((ts % stepMs) + stepMs) % stepMs;

function countOffsets(ts: Float64Array, stepMs: number): Map<number, number> {
  const counts = new Map<number, number>();
  // Equal offsets come in long runs; the map is touched once a run.
  let run = 0;
  let last = Number.NaN;
  for (let i = 0; i < ts.length; i++) {
    const offset = offsetOf(ts[i]!, stepMs);
    if (offset !== last) {
      if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run);
      [last, run] = [offset, 0];
    }
    run++;
  }
  if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run);
  return counts;
}
