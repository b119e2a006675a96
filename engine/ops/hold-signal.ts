import { boolean, op } from "../graph/op.ts";

/** The last known value of a signal, on every bar: `hold` for signals. */
export const holdSignal = op({
  name: "holdSignal",
  family: "flow",
  about: "last known value of a signal",
  inputs: [boolean],
  output: boolean,
  sees: true,
  stride: () => 1,
  init: () => ({ last: Number.NaN }),
  step: (s, x) => {
    if (x === x) s.last = x;
    return s.last;
  },
});
