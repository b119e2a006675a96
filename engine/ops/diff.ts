import { number, op } from "../graph/op.ts";
import { int } from "../graph/params.ts";

/** x minus its value n values ago; the last one unless told. */
export const diff = op({
  name: "diff",
  family: "flow",
  about: "x minus its value n values ago",
  inputs: [number],
  params: { n: int(1, { from: 1 }) },
  warmup: ({ n }) => n,
  init: ({ n }) => ({ ring: new Float64Array(n).fill(Number.NaN), at: 0 }),
  step: (s, x) => {
    const change = x - s.ring[s.at]!;
    s.ring[s.at] = x;
    s.at = s.at + 1 === s.ring.length ? 0 : s.at + 1;
    return change;
  },
});
