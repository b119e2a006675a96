import type { Trace } from "../../engine/run/trace.ts";
import type { ExposureSums } from "../metrics/exposure.ts";
import { createMoves, type Moves } from "../metrics/moves.ts";

/** A run as its metrics see it. */
export interface Traced {
  readonly moves: Moves;
  readonly exposure: ExposureSums;
}

/**
 * Moves and exposure of a run that holds a single symbol, from its trace alone: what `movesOf` and `addExposure` find in the
 * columns that `recordTrace` fills. `worth` is what a unit is worth at each close; `sign` is -1 where what it is exposed to is
 * the opposite of that, as with an inverse contract.
 */
export function tracedOne(
  { at, cash, quantity, count }: Trace,
  worth: Float64Array,
  sign: 1 | -1,
  start: number,
  before: number,
): Traced {
  const { length } = worth;
  const moves = createMoves(length - start, before);
  const { equity, at: bars } = moves;
  let last = Number.NaN;
  let moved = 0;
  let held = 0;
  let gross = 0;
  let net = 0;
  for (let k = 0; k < count; k++) {
    const money = cash[k]!;
    const units = quantity[k]!;
    const from = at[k]!;
    const end = k + 1 < count ? at[k + 1]! : length;
    if (units === 0) {
      // Of cash alone the first bar tells all.
      if (from < end && money !== last) {
        equity[moved] = last = money;
        bars[moved++] = from - start;
      }
      continue;
    }
    held += end - from;
    for (let t = from; t < end; t++) {
      const value = units * worth[t]!;
      const now = money + value;
      if (now !== last) {
        equity[moved] = last = now;
        bars[moved++] = t - start;
      }
      // Exposure is a multiple of equity; of none there is none.
      const share = now > 0 ? value / now : 0;
      gross += Math.abs(share);
      net += share;
      if (share === 0) held--;
    }
  }
  bars[moved] = length - start;
  moves.count = moved;
  return { moves, exposure: { bars: held, gross, net: sign > 0 ? net : 0 - net } };
}
