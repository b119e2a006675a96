import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";

export const sma = op({
  name: "sma",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => ({ n, at: 0, seen: 0, sum: 0, ring: new Float64Array(n) }),
  step: (s, x) => {
    s.sum += x - s.ring[s.at]!;
    s.ring[s.at] = x;
    s.at = s.at + 1 === s.n ? 0 : s.at + 1;
    s.seen++;
    return s.seen < s.n ? Number.NaN : s.sum / s.n;
  },
});
