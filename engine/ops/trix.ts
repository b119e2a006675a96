import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { ema } from "./ema.ts";
import { roc } from "./roc.ts";
import { seedParam } from "./smoothing.ts";

/** Change from bar to bar, in percent, of an exponential average taken three times (Hutson, 1983). */
export const trix = composite({
  name: "trix",
  family: "momentum",
  about: "change in % of a triple exponential average",
  inputs: [number],
  params: { n: window(), seed: seedParam() },
  build: (x, params) => roc(ema(ema(ema(x, params), params), params), 1),
});
