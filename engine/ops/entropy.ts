import { number, op } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";
import { pushSorted, windowSorted } from "./window-sorted.ts";

/**
 * Shannon entropy of the last n values over a histogram of equal bins between their least and greatest, as a share of the
 * greatest possible, log(bins): 0 where all fall into one bin, 1 where they are spread evenly; NaN in a flat window.
 */
export const entropy = op({
  name: "entropy",
  family: "rolling",
  about: "Shannon entropy of the last n values over equal bins, in [0, 1]",
  inputs: [number],
  params: { n: window(2), bins: int(10, { from: 2, to: 1000 }) },
  warmup: ({ n }) => n - 1,
  init: ({ n, bins }) => ({ values: windowSorted(n), counts: new Float64Array(bins) }),
  step: ({ values, counts }, x) => {
    if (!pushSorted(values, x)) return Number.NaN;
    const { sorted, n } = values;
    const bins = counts.length;
    const least = sorted[0]!;
    const width = (sorted[n - 1]! - least) / bins;
    if (!(width > 0)) return Number.NaN;
    counts.fill(0);
    for (let k = 0; k < n; k++) counts[Math.min(bins - 1, Math.floor((sorted[k]! - least) / width))]!++;
    let sum = 0;
    for (let k = 0; k < bins; k++) if (counts[k]! > 0) sum -= (counts[k]! / n) * Math.log(counts[k]! / n);
    return sum / Math.log(bins);
  },
});
