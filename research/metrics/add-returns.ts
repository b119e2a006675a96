import { addDeviations, type Deviations } from "../stats/moments.ts";
import { addSums, type Sums } from "./ratios.ts";
import { returnsOf } from "./returns.ts";

/**
 * Writes the returns of a block of bars to `out` and adds them to their deviations and sums, bit for bit as `returnsOf`,
 * `addDeviations` and `addSums` do one after the other. `last` is the equity before the block; the sums are those around 0.
 * One loop, because each of the three waits for its own additions to end, and here they run side by side.
 */
export function addReturns(
  deviations: Deviations,
  sums: Sums,
  equity: Float64Array,
  last: number,
  out: Float64Array,
): Float64Array {
  // Nothing is earned on a ruined account: what that makes of each, its own function tells.
  if (addSolvent(deviations, sums, equity, last, out)) return out;
  returnsOf(equity, last, out);
  addDeviations(deviations, out);
  addSums(sums, out);
  return out;
}

/** The same where equity stays above nothing; where it does not, false, and nothing was added. */
function addSolvent(
  deviations: Deviations,
  sums: Sums,
  equity: Float64Array,
  before: number,
  out: Float64Array,
): boolean {
  const { centre } = deviations;
  let { zeros, d1, d2, d3, d4 } = deviations;
  let { sum, above, below } = sums;
  let gains = 2 * sums.gains;
  let losses = 2 * sums.losses;
  let squares = 4 * sums.downsideSquares;
  let last = before;
  let ruined = 0;
  for (let i = 0; i < equity.length; i++) {
    const value = equity[i]!;
    const r = value / last - 1;
    out[i] = r;
    ruined += +(last <= 0);
    last = value;
    // Bars without a return come in long stretches, and change none of the sums.
    if (r === 0) {
      zeros++;
      continue;
    }
    const d = r - centre;
    const dd = d * d;
    d1 += d;
    d2 += dd;
    d3 += dd * d;
    d4 += dd * dd;
    const size = Math.abs(r);
    const loss = size - r;
    sum += r;
    gains += r + size;
    losses += loss;
    squares += loss * loss;
    above += +(r > 0);
    below += +(r < 0);
  }
  if (ruined > 0) return false;
  deviations.n += equity.length;
  deviations.zeros = zeros;
  deviations.d1 = d1;
  deviations.d2 = d2;
  deviations.d3 = d3;
  deviations.d4 = d4;
  sums.n += equity.length;
  sums.sum = sum;
  sums.gains = gains / 2;
  sums.losses = losses / 2;
  sums.downsideSquares = squares / 4;
  sums.above = above;
  sums.below = below;
  return true;
}
