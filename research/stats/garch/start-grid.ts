import type { SampleMoments } from "./maximise.ts";
import type { GarchSpec } from "./model.ts";

const persistences = [0.5, 0.8, 0.95, 0.99] as const;
/** Shares of the persistence that the last shock has. */
const shockShares = [0.03, 0.1, 0.3] as const;

/** Points to start a search from, in the coordinates of the model, each with the variance of the sample. */
export function startGrid(spec: GarchSpec, moments: SampleMoments): Float64Array[] {
  const m = spec.mean === "constant" ? moments.mean / Math.sqrt(moments.variance) : 0;
  const inverseNu = spec.distribution === "t" ? 1 / 8 : 0;
  const points: Float64Array[] = [];
  for (const p of persistences) {
    for (const share of shockShares) {
      if (spec.model === "egarch") {
        for (const leverage of [0, -share]) {
          points.push(Float64Array.of(m, 0, 2 * share, leverage, p, inverseNu));
        }
      } else {
        for (const split of spec.model === "gjr" ? [0.5, 0.2] : [0.5]) {
          points.push(Float64Array.of(m, Math.log(1 - p), p, 1 - share, split, inverseNu));
        }
      }
    }
  }
  return points;
}
