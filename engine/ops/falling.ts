import { boolean, number, op } from "../graph/op.ts";
import { int } from "../graph/params.ts";

/** True where each of the last n values is below the one before it; the last one alone unless told. */
export const falling = op({
  name: "falling",
  family: "cross",
  about: "each of the last n values is below the one before",
  inputs: [number],
  params: { n: int(1, { from: 1 }) },
  output: boolean,
  warmup: ({ n }) => n,
  init: ({ n }) => ({ n, last: Number.NaN, seen: -1, run: 0 }),
  step: (s, x) => {
    s.run = x < s.last ? s.run + 1 : 0;
    s.last = x;
    if (s.seen < s.n) s.seen++;
    return s.seen < s.n ? Number.NaN : s.run >= s.n ? 1 : 0;
  },
});
