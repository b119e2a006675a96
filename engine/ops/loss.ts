import { number, op } from "../graph/op.ts";

/** What x fell by since its last value, as a positive number, 0 where it rose. */
export const loss = op({
  name: "loss",
  family: "momentum",
  about: "fall of x since its last value, else 0",
  inputs: [number],
  warmup: () => 1,
  init: () => ({ last: Number.NaN }),
  step: (s, x) => {
    const change = s.last - x;
    s.last = x;
    return change < 0 ? 0 : change;
  },
});
