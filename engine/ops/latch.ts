import { boolean, op } from "../graph/op.ts";

/**
 * On from where `set` is true until `reset` is, as a position that is entered and left. Starts off; where both are
 * true it goes off, the cautious side.
 */
export const latch = op({
  name: "latch",
  family: "flow",
  about: "on from where set is true until reset is",
  inputs: [boolean, boolean],
  names: ["set", "reset"],
  output: boolean,
  init: () => ({ on: 0 }),
  settles: true,
  step: (s, set, reset) => (s.on = reset === 1 ? 0 : set === 1 ? 1 : s.on),
});
