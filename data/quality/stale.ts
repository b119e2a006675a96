import type { Columns } from "../columns.ts";
import { type Defect, plural, Tally } from "./defect.ts";

/** Jumps below this fraction of price do no harm and are never called stale. */
const jumpMin = 0.0005;
/** The sign of a capture: a jump this many times its usual size, on volume below this fraction of the usual. */
const strict = { jumps: 20, volume: 0.35 };
/** Among proven captures the search goes on with a finer comb. */
const fine = { jumps: 8, volume: 0.5 };
/** Bars around proven captures that the finer comb takes in. */
const around = 30;
/** That many strict findings, or one larger than this, prove captures. */
const proven = { count: 3, jump: 0.01 };

/**
 * Finds bars captured before their close, in a market that never closes. There the next open is where the price
 * closed but for the spread; a capture leaves a jump from this close to the next open that is far larger than usual,
 * on volume far below the usual. The last bar has no next one and cannot be judged.
 */
export function findStale(columns: Columns, stepMs: number): Defect[] {
  const sure = search(columns, stepMs, strict);
  const largest = sure.reduce((most, { jump }) => Math.max(most, jump), 0);
  if (sure.length < proven.count && largest <= proven.jump) return [];
  const [from, to] = [sure[0]!.index - around, sure.at(-1)!.index + around];
  const near = search(columns, stepMs, fine).filter(({ index }) => index >= from && index <= to);
  const tally = new Tally();
  for (const { index } of near) tally.add(index);
  return tally.defect("stale", columns.ts, (count) => {
    return `${plural(count, "bar")} captured before the close: low volume, and the next open is elsewhere`;
  });
}

interface Capture {
  readonly index: number;
  readonly jump: number;
}

function search({ ts, open, close, volume }: Columns, stepMs: number, rule: typeof strict): Capture[] {
  const usual = usualOf({ ts, open, close, volume }, stepMs);
  const found: Capture[] = [];
  for (let i = 0; i + 1 < ts.length; i++) {
    if (ts[i + 1]! - ts[i]! !== stepMs) continue;
    const jump = Math.abs(open[i + 1]! / close[i]! - 1);
    const known = jump === jump && volume[i] === volume[i];
    if (!known) continue;
    const thin = volume[i]! < rule.volume * usual.volume;
    const stale = thin && jump > jumpMin && jump > rule.jumps * usual.jump;
    if (stale) found.push({ index: i, jump });
    else usual.volume += (Math.min(volume[i]!, 4 * usual.volume) - usual.volume) / 200;
    // Clamped, so that captures do not become the usual; not left out, so that a market that thins out does.
    usual.jump += (Math.min(jump, 3 * usual.jump) - usual.jump) / 100;
    usual.jump = Math.max(usual.jump, usualJumpMin);
  }
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
