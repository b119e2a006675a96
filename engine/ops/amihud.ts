import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { abs } from "./abs.ts";
import { diff } from "./diff.ts";
import { div } from "./div.ts";
import { knownWith } from "./known-with.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { sma } from "./sma.ts";

/** Amihud's illiquidity (2002): the mean over n bars of |log return| per million of money traded. Bars without volume are left out. */
export const amihud = composite({
  name: "amihud",
  family: "microstructure",
  about: "mean return per million of money traded (Amihud)",
  inputs: { close: number, volume: number },
  params: { n: window() },
  build: ({ close, volume }, { n }) => {
    const change = abs(diff(log(close)));
    return sma(div(change, knownWith(mul(mul(close, volume), 1e-6), change)), n);
  },
});
