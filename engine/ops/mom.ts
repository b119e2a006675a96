import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { diff } from "./diff.ts";

/** Momentum: x less its value n values ago, in units of x. */
export const mom = composite({
  name: "mom",
  family: "momentum",
  about: "x less its value n values ago",
  inputs: [number],
  params: { n: window() },
  build: (x, { n }) => diff(x, n),
});
