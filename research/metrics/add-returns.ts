import type { Deviations } from "../stats/moments.ts";
import type { Moves } from "./moves.ts";
import type { Sums } from "./ratios.ts";

/**
 * Writes the returns of moves `from` to `to` to `out` and adds them to their deviations and to the sums around 0. Equity is
 * above 0. One loop, because each sum waits for its own additions to end, and here they run side by side.
 */
export function addReturns(
  { equity, before }: Moves,
  from: number,
  to: number,
  deviations: Deviations,
  sums: Sums,
  out: Float64Array,
): void {
  const { centre } = deviations;
  let { d1, d2, d3, d4 } = deviations;
  let { sum, above, below } = sums;
  let gains = 2 * sums.gains;
  let losses = 2 * sums.losses;
  let squares = 4 * sums.downsideSquares;
  let last = from === 0 ? before : equity[from - 1]!;
  for (let j = from; j < to; j++) {
    const value = equity[j]!;
    const r = value / last - 1;
    last = value;
    out[j] = r;
    const d = r - centre;
    const dd = d * d;
    d1 += d;
    d2 += dd;
    d3 += dd * d;
    d4 += dd * dd;
    // No branch on the sign, which is random: |r| + r is twice the gain or 0, exactly, and |r| - r twice the loss.
    const size = Math.abs(r);
    const loss = size - r;
    sum += r;
    gains += size + r;
    losses += loss;
    squares += loss * loss;
    above += +(r > 0);
    below += +(r < 0);
  }
  deviations.n += to - from;
  deviations.d1 = d1;
  deviations.d2 = d2;
  deviations.d3 = d3;
  deviations.d4 = d4;
  sums.n += to - from;
  sums.sum = sum;
  sums.gains = gains / 2;
  sums.losses = losses / 2;
  sums.downsideSquares = squares / 4;
  sums.above = above;
  sums.below = below;
}
