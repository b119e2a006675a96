import type { Trace } from "../../engine/run/trace.ts";
import { type ExposureSums, noExposure } from "../metrics/exposure.ts";
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
  trace: Trace,
  worth: Float64Array,
  sign: 1 | -1,
  start: number,
  before: number,
): Traced {
  const moves = createMoves(worth.length - start, before);
  const exposure = noExposure();
  // Few steps a call: a function that is called but once for many bars spends them in code that is compiled meanwhile.
  for (let from = 0; from < trace.count; from += stepsOfCall) {
    addSteps(moves, exposure, trace, worth, start, from, Math.min(trace.count, from + stepsOfCall));
  }
  moves.at[moves.count] = moves.n;
  if (sign < 0) exposure.net = 0 - exposure.net;
  return { moves, exposure };
}

const stepsOfCall = 32;

function addSteps(
  moves: Moves,
  exposure: ExposureSums,
  { at, cash, quantity, count }: Trace,
  worth: Float64Array,
  start: number,
  first: number,
  last: number,
): void {
  const { equity, at: bars } = moves;
  let moved = moves.count;
  let before = moved > 0 ? equity[moved - 1]! : Number.NaN;
  let { bars: held, gross, net } = exposure;
  for (let k = first; k < last; k++) {
    const money = cash[k]!;
    const units = quantity[k]!;
    const from = at[k]!;
    const end = k + 1 < count ? at[k + 1]! : worth.length;
    if (units === 0) {
      // Of cash alone the first bar tells all.
      if (from < end && money !== before) {
        equity[moved] = before = money;
        bars[moved++] = from - start;
      }
      continue;
    }
    held += end - from;
    for (let t = from; t < end; t++) {
      const value = units * worth[t]!;
      const now = money + value;
      if (now !== before) {
        equity[moved] = before = now;
        bars[moved++] = t - start;
      }
      // Exposure is a multiple of equity; of none there is none.
      const share = now > 0 ? value / now : 0;
      gross += Math.abs(share);
      net += share;
      if (share === 0) held--;
    }
  }
  moves.count = moved;
  exposure.bars = held;
  exposure.gross = gross;
  exposure.net = net;
}
