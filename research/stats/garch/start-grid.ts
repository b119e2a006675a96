import type { SampleMoments } from "./maximise.ts";
import type { GarchSpec } from "./model.ts";

const persistences = [0.2, 0.5, 0.8, 0.95, 0.99] as const;
/** Shares of the persistence that the last shock has. */
const shockShares = [0.03, 0.1, 0.3, 0.7] as const;
/** What falls do beyond rises: shares of the shock's effect. */
const asymmetries = { garch: [0.5], gjr: [0.5, 0.2, 0.8], egarch: [0, -1, 1] } as const;

/**
 * Points to start a search from, in the coordinates of the model, each with the variance of the sample: groups that differ
 * within by the share of the last shock alone.
 */
export function startGrid(spec: GarchSpec, moments: SampleMoments): Float64Array[][] {
  const m = spec.mean === "constant" ? moments.mean / Math.sqrt(moments.variance) : 0;
  const inverseNu = spec.distribution === "t" ? 1 / 8 : 0;
  const pointOf = (p: number, asymmetry: number, share: number) =>
    spec.model === "egarch"
      ? Float64Array.of(m, 0, 2 * share, asymmetry * share, p, inverseNu)
      : Float64Array.of(m, Math.log(1 - p), p, 1 - share, asymmetry, inverseNu);
  return persistences.flatMap((p) =>
    asymmetries[spec.model].map((asymmetry) => shockShares.map((share) => pointOf(p, asymmetry, share))),
  );
}
