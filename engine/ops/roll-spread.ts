import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { cov } from "./cov.ts";
import { diff } from "./diff.ts";
import { greatest } from "./greatest.ts";
import { lag } from "./lag.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { sqrt } from "./sqrt.ts";

/**
 * Roll's effective spread (1984) as a fraction of price: twice the root of the negative covariance of neighbouring log
 * returns over n pairs; 0 where they do not revert.
 */
export const rollSpread = composite({
  name: "rollSpread",
  family: "microstructure",
  about: "effective spread from the covariance of neighbouring returns (Roll)",
  inputs: [number],
  params: { n: window(2) },
  build: (close, { n }) => {
    const change = diff(log(close));
    return mul(sqrt(greatest(neg(cov(change, lag(change), n)), 0)), 2);
  },
});
