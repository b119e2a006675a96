import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { beta } from "./beta.ts";
import { diff } from "./diff.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { sign } from "./sign.ts";
import { sqrt } from "./sqrt.ts";

/**
 * Price impact after Kyle (1985), as Hasbrouck (2009) measures it: the slope over n bars of log returns on the signed root
 * of the money traded, signed by the return, which bars alone tell.
 */
export const kyleLambda = composite({
  name: "kyleLambda",
  family: "microstructure",
  about: "slope of returns on the signed root of money traded (Kyle, Hasbrouck)",
  inputs: { close: number, volume: number },
  params: { n: window(2) },
  build: ({ close, volume }, { n }) => {
    const change = diff(log(close));
    return beta(change, mul(sign(change), sqrt(mul(close, volume))), n);
  },
});
