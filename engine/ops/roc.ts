import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";

/** Rate of change: by how many percent x differs from its value n values ago; NaN where that was 0. */
export const roc = op({
  name: "roc",
  family: "momentum",
  about: "change over n values in %",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n,
  init: ({ n }) => ({ ring: new Float64Array(n).fill(Number.NaN), at: 0 }),
  step: (s, x) => {
    const before = s.ring[s.at]!;
    s.ring[s.at] = x;
    s.at = s.at + 1 === s.ring.length ? 0 : s.at + 1;
    return 100 * (x / before - 1);
  },
});
