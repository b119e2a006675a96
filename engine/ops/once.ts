import { boolean, op } from "../graph/op.ts";

/** True at the first bar where x is, and never again. */
export const once = op({
  name: "once",
  family: "flow",
  about: "true where x is for the first time",
  inputs: [boolean],
  output: boolean,
  init: () => ({ done: 0 }),
  step: (s, x) => {
    const first = x > s.done ? 1 : 0;
    if (x === 1) s.done = 1;
    return first;
  },
});
