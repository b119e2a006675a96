import { momentsOf } from "../moments.ts";
import type { SampleMoments } from "./maximise.ts";
import { type GarchSpec, garchParameters } from "./model.ts";

/** Within these a likelihood is well scaled; a series beyond them is fitted in a power of ten of its units. */
const variancesFitted = { from: 0.1, to: 10_000 } as const;

/** Mean and variance (ddof 0) of a series, the latter around the mean of the model. */
export function sampleMoments(ys: Float64Array, { mean: kind }: GarchSpec): SampleMoments {
  const { mean, s2, n } = momentsOf(ys);
  return { mean, variance: s2 / n + (kind === "constant" ? 0 : mean * mean) };
}

/** The power of ten that brings the variance of a series to between 1 and 100 where it is far from that, else 0. */
export function scalingPower({ variance }: SampleMoments): number {
  const { from, to } = variancesFitted;
  return variance >= from && variance < to ? 0 : -Math.floor(Math.log10(variance) / 2);
}

/** The full vector of parameters for the series times 10^power. */
export function scaledParameters({ model }: GarchSpec, full: Float64Array, power: number): Float64Array {
  const out = full.slice();
  out[0] = full[0]! * 10 ** power;
  out[1] = model === "egarch" ? full[1]! + (1 - full[4]!) * logScale(power) : full[1]! * 100 ** power;
  return out;
}

/** Covariances of the estimates for the series times 10^power, by the delta method. */
export function scaledCovariances(spec: GarchSpec, covariances: Float64Array, power: number): Float64Array {
  const names = garchParameters(spec);
  const k = names.length;
  const [mu, omega, beta] = (["mu", "omega", "beta"] as const).map((name) => names.indexOf(name));
  const out = covariances.slice();
  // First along the rows, then along the columns: J C J'.
  for (const [across, along] of [
    [k, 1],
    [1, k],
  ] as const) {
    for (let i = 0; i < k; i++) {
      const at = i * across;
      if (mu! >= 0) out[at + mu! * along]! *= 10 ** power;
      if (spec.model === "egarch") out[at + omega! * along]! -= logScale(power) * out[at + beta! * along]!;
      else out[at + omega! * along]! *= 100 ** power;
    }
  }
  return out;
}

const logScale = (power: number) => 2 * power * Math.LN10;
