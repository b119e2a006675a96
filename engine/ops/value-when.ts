import { boolean, number, op } from "../graph/op.ts";

/** The value of the second argument where the first was last true; NaN before it ever was. */
export const valueWhen = op({
  name: "valueWhen",
  family: "flow",
  about: "the second where the first was last true",
  inputs: [boolean, number],
  init: () => ({ value: Number.NaN }),
  step: (s, test, x) => {
    if (test === 1) s.value = x;
    return s.value;
  },
});
