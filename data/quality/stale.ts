import type { Columns } from "../columns.ts";
import { type Defect, plural, Tally } from "./defect.ts";

/** Jumps below this fraction of price do no harm and are never called stale. */
const jumpMin = 0.0005;
/** The sign of a capture: a jump this many times its usual size, on volume below this fraction of the usual. */
const strict = { jumps: 20, volume: 0.35, alone: Number.POSITIVE_INFINITY, proven: false };
/** Among proven captures the search goes on with a finer comb; there a jump of a certain size is a sign alone. */
const fine = { jumps: 8, volume: 0.5, alone: 0.002, proven: true };
/** Bars around proven captures that the finer comb takes in. */
const around = 30;
/** That many strict findings, or one larger than this, prove captures. */
const proven = { count: 3, jump: 0.01 };

/**
 * Finds bars captured before their close, in a market that never closes. There the next open is where the price
 * closed but for the spread; a capture leaves a jump from this close to the next open that is far larger than usual,
 * on volume far below the usual.
 */
export function findStale(columns: Columns, stepMs: number): Defect[] {
  const sure = search(columns, stepMs, strict);
  const largest = sure.reduce((most, { jump }) => Math.max(most, jump), 0);
  if (sure.length < proven.count && largest <= proven.jump) return [];
  const tally = new Tally();
  let next = 0;
  for (const { index } of search(columns, stepMs, fine)) {
    while (next < sure.length - 1 && sure[next]!.index < index - around) next++;
    if (Math.abs(sure[next]!.index - index) <= around) tally.add(index);
  }
  return tally.defect("stale", columns.ts, (count) => {
    return `${plural(count, "bar")} captured before the close: low volume, and the next open is elsewhere`;
  });
}

interface Capture {
  readonly index: number;
  readonly jump: number;
}

function search(
  { ts, open, close, volume }: Columns,
  stepMs: number,
  rule: typeof strict | typeof fine,
): Capture[] {
  const usual = usualOf({ ts, open, close, volume }, stepMs);
  const found: Capture[] = [];
  const last = ts.length - 1;
  for (let i = 0; i < last; i++) {
    if (ts[i + 1]! - ts[i]! !== stepMs) continue;
    const jump = Math.abs(open[i + 1]! / close[i]! - 1);
    const known = jump === jump && volume[i] === volume[i];
    if (!known) continue;
    const thin = volume[i]! < rule.volume * usual.volume || jump > rule.alone;
    const stale = thin && jump > jumpMin && jump > rule.jumps * usual.jump;
    if (stale) found.push({ index: i, jump });
    else usual.volume += (Math.min(volume[i]!, 4 * usual.volume) - usual.volume) / 200;
    // Clamped, so that captures do not become the usual; left out only where they are proven, since a market may thin
    // out for good.
    if (stale && rule.proven) continue;
    usual.jump += (Math.min(jump, 3 * usual.jump) - usual.jump) / 100;
    usual.jump = Math.max(usual.jump, usualJumpMin);
  }
  // The last bar has no next open. After a proven capture, low volume alone is proof enough.
  const follows = found.at(-1)?.index === last - 1;
  if (rule.proven && follows && volume[last]! < rule.volume * usual.volume)
    found.push({ index: last, jump: 0 });
  return found;
}

const usualJumpMin = 1e-5;
const firstBars = 200;

/** Mean jump and median volume of the first bars: where the running averages start. */
function usualOf(
  { ts, open, close, volume }: Pick<Columns, "ts" | "open" | "close" | "volume">,
  stepMs: number,
) {
  const jumps: number[] = [];
  const volumes: number[] = [];
  for (let i = 0; i + 1 < ts.length && jumps.length < firstBars; i++) {
    const jump = Math.abs(open[i + 1]! / close[i]! - 1);
    if (ts[i + 1]! - ts[i]! !== stepMs || jump !== jump) continue;
    jumps.push(jump);
    volumes.push(volume[i]!);
  }
  volumes.sort((a, b) => a - b);
  const mean = jumps.reduce((sum, jump) => sum + jump, 0) / Math.max(1, jumps.length);
  return { jump: Math.max(usualJumpMin, mean), volume: volumes[volumes.length >> 1] ?? 0 };
}
