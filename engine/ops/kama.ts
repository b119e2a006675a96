import { number, op } from "../graph/op.ts";
import { num, window } from "../graph/params.ts";
import { pushRunning, runningSum } from "./running-sum.ts";

const weightOf = (n: number): number => 2 / (n + 1);

/**
 * Kaufman's adaptive moving average (Trading Systems and Methods): an exponential average whose weight follows the
 * efficiency of the last n changes, |their sum| / sum of their magnitudes, from that of a slow to that of a quick
 * average. Starts from the value before its first result, as TA-Lib does. A market that has not moved counts as efficient.
 */
export const kama = op({
  name: "kama",
  family: "average",
  about: "Kaufman's adaptive moving average",
  inputs: [number],
  params: { n: window(), quick: num(2, { from: 1 }), slow: num(30, { from: 1 }) },
  warmup: ({ n }) => n,
  init: ({ n, quick, slow }) => ({
    n,
    low: weightOf(slow),
    range: weightOf(quick) - weightOf(slow),
    ring: new Float64Array(n),
    at: 0,
    last: Number.NaN,
    moves: runningSum(n),
    value: Number.NaN,
  }),
  step: (s, x) => {
    const first = s.ring[s.at]!;
    s.ring[s.at] = x;
    s.at = s.at + 1 === s.n ? 0 : s.at + 1;
    const { last } = s;
    s.last = x;
    if (last !== last) return Number.NaN;
    const moved = pushRunning(s.moves, Math.abs(x - last));
    if (moved !== moved) return Number.NaN;
    const gone = Math.abs(x - first);
    const efficiency = moved <= gone ? 1 : gone / moved;
    const weight = (efficiency * s.range + s.low) ** 2;
    if (s.value !== s.value) s.value = last;
    s.value += (x - s.value) * weight;
    return s.value;
  },
});
