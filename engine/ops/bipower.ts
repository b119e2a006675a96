import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { abs } from "./abs.ts";
import { lag } from "./lag.ts";
import { mul } from "./mul.ts";
import { sma } from "./sma.ts";

/**
 * Bipower variation (Barndorff-Nielsen and Shephard 2004) per value: π/2 times the mean over n pairs of |x| |x before|.
 * Of returns, a variance that jumps hardly disturb.
 */
export const bipower = composite({
  name: "bipower",
  family: "volatility",
  about: "variance of returns that jumps hardly disturb",
  inputs: [number],
  params: { n: window() },
  build: (x, { n }) => mul(sma(mul(abs(x), abs(lag(x))), n), Math.PI / 2),
});
