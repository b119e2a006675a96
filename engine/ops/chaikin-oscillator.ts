import { refuse } from "../core/errors.ts";
import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { choice, int } from "../graph/params.ts";
import { adl } from "./adl.ts";
import { ema } from "./ema.ts";
import { sub } from "./sub.ts";

/**
 * Chaikin oscillator: a fast less a slow exponential average of the accumulation/distribution line, both started
 * from its first value as in TA-Lib (ADOSC).
 */
export const chaikinOscillator = composite({
  name: "chaikinOscillator",
  family: "volume",
  about: "fast less slow average of the accumulation/distribution line",
  inputs: { high: number, low: number, close: number, volume: number },
  params: { fast: int(3, { from: 1 }), slow: int(10, { from: 2 }), seed: choice("first", ["first", "sma"]) },
  build: (bars, { fast, slow, seed }) => {
    if (fast >= slow) refuse(`chaikinOscillator: fast must be less than slow; was ${fast} and ${slow}`);
    const line = adl(bars);
    return sub(ema(line, { n: fast, seed }), ema(line, { n: slow, seed }));
  },
});
