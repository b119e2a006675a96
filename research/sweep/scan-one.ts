import type { Trace } from "../../engine/run/trace.ts";
import type { Value } from "./scan-core.ts";
import {
  centreAt,
  d1At,
  d2At,
  floorAt,
  floorOf,
  highAt,
  lastAt,
  ruinAt,
  sums,
  worstAt,
  zerosAt,
} from "./scan-sums.ts";

/**
 * Adds all bars of a run that holds a single symbol to the sums. They stand in local variables meanwhile, and no function is
 * called within: at each step, and each bar, they would have to leave their registers.
 */
export function scanOne(
  { at, cash, quantity, count }: Trace,
  value: Value,
  start: number,
  length: number,
): void {
  const centre = sums[centreAt]!;
  const worth = value.at;
  let last = sums[lastAt]!;
  let high = sums[highAt]!;
  let worst = sums[worstAt]!;
  let floor = sums[floorAt]!;
  let ruin = sums[ruinAt]!;
  let [zeros, d1, d2] = [sums[zerosAt]!, sums[d1At]!, sums[d2At]!];
  for (let k = 0; k < count; k++) {
    const money = cash[k]!;
    const units = quantity[k]!;
    const from = at[k]!;
    const to = k + 1 < count ? at[k + 1]! : length;
    // The first bar of a step tells all of a flat one; of the others those are left on which the value moves. Bars whose
    // return is 0 are only counted, but to look for one at each bar costs as much as all else: where the value never stands
    // still there is none after the first.
    const end = units === 0 ? from + 1 : to;
    const looks = end > from + 1 && value.still[from + 1]! < to;
    let equity = units === 0 ? money : money + units * worth[from]!;
    for (let t = from, look = true; ; look = looks) {
      if (look && equity === last) zeros++;
      else {
        const d = equity / last - 1 - centre;
        d1 += d;
        d2 += d * d;
      }
      last = equity;
      if (equity >= high) {
        high = equity;
        floor = floorOf(high, worst);
      } else if (equity < floor) {
        worst = Math.min(worst, equity / high - 1);
        floor = floorOf(high, worst);
        if (!(equity > 0) && t - start < ruin) ruin = t - start;
      }
      if (++t >= end) break;
      equity = money + units * worth[t]!;
    }
    zeros += to - end;
  }
  sums[lastAt] = last;
  sums[highAt] = high;
  sums[worstAt] = worst;
  sums[floorAt] = floor;
  sums[ruinAt] = ruin;
  sums[zerosAt] = zeros;
  sums[d1At] = d1;
  sums[d2At] = d2;
}
