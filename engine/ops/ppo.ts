import { composite } from "../graph/composite.ts";
import { number } from "../graph/op.ts";
import { div } from "./div.ts";
import { oscillatorParams, twoAverages, withSignal } from "./macd.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

/** Percentage price oscillator: {@link macd} in percent of the slow average, so that prices of any height compare. */
export const ppo = composite({
  name: "ppo",
  family: "momentum",
  about: "macd in % of the slow average",
  inputs: [number],
  params: oscillatorParams,
  build: (x, settings) => {
    const { quick, calm, of } = twoAverages("ppo", x, settings);
    const { line, signal, histogram } = withSignal(mul(div(sub(quick, calm), calm), 100), settings, of);
    return { ppo: line, signal, histogram };
  },
});
