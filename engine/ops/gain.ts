import { number, op } from "../graph/op.ts";

/** What x rose by since its last value, 0 where it fell. */
export const gain = op({
  name: "gain",
  family: "momentum",
  about: "rise of x since its last value, else 0",
  inputs: [number],
  warmup: () => 1,
  init: () => ({ last: Number.NaN }),
  step: (s, x) => {
    const change = x - s.last;
    s.last = x;
    return change < 0 ? 0 : change;
  },
});
