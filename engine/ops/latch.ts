import { boolean, op } from "../graph/op.ts";

/**
 * On from where `left` (set) is true until `right` (reset) is, as a position that is entered and left. Starts off;
 * where both are true it goes off, the cautious side.
 */
export const latch = op({
  name: "latch",
  family: "flow",
  about: "on from where left is true until right is",
  inputs: [boolean, boolean],
  output: boolean,
  init: () => ({ on: 0 }),
  step: (s, set, reset) => (s.on = reset === 1 ? 0 : set === 1 ? 1 : s.on),
});
