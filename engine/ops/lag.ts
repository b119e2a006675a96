import { number, op } from "../graph/op.ts";
import { int } from "../graph/params.ts";

/** The value n known values ago; the last one unless told. Bars without a value do not count. */
export const lag = op({
  name: "lag",
  family: "flow",
  about: "value n values ago",
  inputs: [number],
  params: { n: int(1, { from: 1 }) },
  warmup: ({ n }) => n,
  init: ({ n }) => ({ ring: new Float64Array(n).fill(Number.NaN), at: 0 }),
  step: (s, x) => {
    const old = s.ring[s.at]!;
    s.ring[s.at] = x;
    s.at = s.at + 1 === s.ring.length ? 0 : s.at + 1;
    return old;
  },
  column: ({ n }, [x], out) => {
    out.fill(Number.NaN, 0, Math.min(n, out.length));
    if (n < out.length) out.set(x!.subarray(0, out.length - n), n);
  },
});
