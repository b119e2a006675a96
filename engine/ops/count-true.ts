import { boolean, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";

/** How many of the last n values of a signal are true. */
export const countTrue = op({
  name: "countTrue",
  family: "flow",
  about: "how many of the last n are true",
  inputs: [boolean],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => ({ ring: new Uint8Array(n), at: 0, seen: 0, count: 0 }),
  step: (s, x) => {
    s.count += x - s.ring[s.at]!;
    s.ring[s.at] = x;
    s.at = s.at + 1 === s.ring.length ? 0 : s.at + 1;
    if (s.seen < s.ring.length) s.seen++;
    return s.seen < s.ring.length ? Number.NaN : s.count;
  },
});
