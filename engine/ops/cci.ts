import { composite } from "../graph/composite.ts";
import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";
import { typicalPrice } from "./typical-price.ts";

/** How far x is from the mean of the last n values, in units of 0.015 of their mean absolute deviation; 0 if flat. */
const channelIndex = op({
  name: "channelIndex",
  family: "momentum",
  about: "distance from the mean in mean absolute deviations of 0.015",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => ({ n, ring: new Float64Array(n), at: 0, seen: 0 }),
  step: (s, x) => {
    const { n, ring } = s;
    ring[s.at] = x;
    s.at = s.at + 1 === n ? 0 : s.at + 1;
    if (s.seen < n) s.seen++;
    if (s.seen < n) return Number.NaN;
    // Measured from x, so that a flat window has a mean of exactly x.
    let mean = 0;
    for (let k = 0; k < n; k++) mean += ring[k]! - x;
    mean /= n;
    let deviation = 0;
    for (let k = 0; k < n; k++) deviation += Math.abs(ring[k]! - x - mean);
    return deviation === 0 ? 0 : -mean / ((0.015 * deviation) / n);
  },
});

/**
 * Commodity channel index (Lambert, 1980): the typical price less its mean of n bars, in units of 0.015 of its mean
 * absolute deviation; 0 in a flat market. Takes time in proportion to n at each bar.
 */
export const cci = composite({
  name: "cci",
  family: "momentum",
  about: "commodity channel index of the typical price",
  inputs: { high: number, low: number, close: number },
  params: { n: window(2) },
  build: (bars, { n }) => channelIndex(typicalPrice(bars), n),
});
