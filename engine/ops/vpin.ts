import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { abs } from "./abs.ts";
import { diff } from "./diff.ts";
import { div } from "./div.ts";
import { knownWith } from "./known-with.ts";
import { log } from "./log.ts";
import { mul } from "./mul.ts";
import { std } from "./std.ts";
import { sum } from "./sum.ts";

const tilt = op({
  name: "bulkTilt",
  family: "microstructure",
  about: "share of buys less share of sells in a bar of standardised change z, by bulk classification",
  inputs: [number],
  // 2 Φ(z) - 1 by Abramowitz and Stegun, 7.1.26; exact to 1.5e-7.
  step: (_, z) => {
    const x = Math.abs(z) * Math.SQRT1_2;
    const t = 1 / (1 + 0.3275911 * x);
    const series =
      ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    return Math.sign(z) * (1 - series * Math.exp(-x * x));
  },
});

/**
 * Imbalance of buys and sells over n bars, in [0, 1], bars standing for the volume buckets of VPIN (Easley, López de Prado
 * and O'Hara 2012): the volume of a bar counts as bought by the share Φ(change / deviation of n changes).
 */
export const vpin = composite({
  name: "vpin",
  family: "microstructure",
  about: "imbalance of buys and sells by bulk classification (VPIN on bars)",
  inputs: { close: number, volume: number },
  params: { n: window(2) },
  build: ({ close, volume }, { n }) => {
    const change = diff(log(close));
    const lean = abs(tilt(div(change, std(change, n))));
    const traded = knownWith(volume, lean);
    return div(sum(mul(lean, traded), n), sum(traded, n));
  },
});
