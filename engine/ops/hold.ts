import { number, op } from "../graph/op.ts";

/** The last known value, on every bar. It makes a sparse series, such as one of a higher timeframe, a dense one. */
export const hold = op({
  name: "hold",
  family: "flow",
  about: "last known value",
  inputs: [number],
  sees: true,
  stride: () => 1,
  init: () => ({ last: Number.NaN }),
  step: (s, x) => {
    if (x === x) s.last = x;
    return s.last;
  },
});
