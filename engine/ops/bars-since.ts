import { boolean, op } from "../graph/op.ts";

/** Bars since x was last true, 0 where it is; NaN before it ever was. */
export const barsSince = op({
  name: "barsSince",
  family: "flow",
  about: "bars since x was last true",
  inputs: [boolean],
  init: () => ({ count: Number.NaN }),
  step: (s, x) => (s.count = x === 1 ? 0 : s.count + 1),
});
