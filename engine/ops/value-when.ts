import { boolean, number, op } from "../graph/op.ts";

/** The value that x had where the test was last true; NaN before it ever was. */
export const valueWhen = op({
  name: "valueWhen",
  family: "flow",
  about: "x where test was last true",
  inputs: [boolean, number],
  names: ["test", "x"],
  init: () => ({ value: Number.NaN }),
  step: (s, test, x) => {
    if (test === 1) s.value = x;
    return s.value;
  },
});
