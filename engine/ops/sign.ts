import { number, op } from "../graph/op.ts";

/** 1 where x is positive, -1 where it is negative, else 0. */
export const sign = op({
  name: "sign",
  family: "arithmetic",
  about: "1, 0 or -1",
  inputs: [number],
  step: (_, x) => Math.sign(x),
});
