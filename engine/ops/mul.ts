import { number, op } from "../graph/op.ts";

/** Left times right. */
export const mul = op({
  name: "mul",
  family: "arithmetic",
  about: "left × right",
  inputs: [number, number],
  step: (_, left, right) => left * right,
});
