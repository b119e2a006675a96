import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";

/**
 * Bars since the greatest of the last n values: 0 where this one is it, at most n - 1. The latest of equals counts.
 */
export const sinceHighest = op({
  name: "sinceHighest",
  family: "rolling",
  about: "bars since the greatest of the last n",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => ({ n, ring: new Float64Array(n), at: 0, seen: 0, best: Number.NaN, since: -1 }),
  step: (s, x) => {
    s.ring[s.at] = x;
    if (s.seen < s.n) s.seen++;
    s.since++;
    if (s.since === s.n) {
      // The best has left: look for the best of those that stay, the latest first.
      s.best = x;
      s.since = 0;
      for (let k = 1; k < s.n; k++) {
        const value = s.ring[s.at >= k ? s.at - k : s.at - k + s.n]!;
        if (value > s.best) {
          s.best = value;
          s.since = k;
        }
      }
    } else if (!(x < s.best)) {
      s.best = x;
      s.since = 0;
    }
    s.at = s.at + 1 === s.n ? 0 : s.at + 1;
    return s.seen < s.n ? Number.NaN : s.since;
  },
});
