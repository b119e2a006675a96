import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { sma } from "./sma.ts";

/** Triangular moving average: the mean of means, so that the middle of the window weighs most (as TA-Lib's). */
export const trima = composite({
  name: "trima",
  family: "average",
  about: "triangular moving average: the middle of the window weighs most",
  inputs: [number],
  params: { n: window() },
  build: (x, { n }) => sma(sma(x, Math.ceil((n + 1) / 2)), Math.floor((n + 1) / 2)),
});
