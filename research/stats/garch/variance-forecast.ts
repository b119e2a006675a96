import { normalCdf } from "../normal.ts";
import { meanAbsolute } from "./likelihood-egarch.ts";
import type { GarchSpec } from "./model.ts";

/** The last value of a series and its conditional variance: all that the next variance depends on. */
export interface LastValue {
  readonly y: number;
  readonly variance: number;
}

/**
 * Expected variances of the next `steps` values. The first is certain. Beyond it
 *
 * - GARCH and GJR: s2[h] = omega + (alpha + gamma/2 + beta) s2[h-1], half of the residuals being negative
 * - EGARCH with normal innovations: the exact expectation of s2, a product of
 *   E exp(a|z| + b z) = exp((a+b)^2/2) Phi(a+b) + exp((a-b)^2/2) Phi(a-b)
 * - EGARCH with Student's t: NaN, the expectation does not exist
 */
export function varianceForecast(
  { model, distribution }: GarchSpec,
  full: Float64Array,
  { y, variance }: LastValue,
  steps: number,
): Float64Array {
  const [mu, omega, alpha, gamma, beta] = full;
  const e = y - mu;
  const out = new Float64Array(steps).fill(Number.NaN);
  if (model !== "egarch") {
    let s2 = omega + (e < 0 ? alpha + gamma : alpha) * e * e + beta * variance;
    for (let h = 0; h < steps; h++) {
      out[h] = s2;
      s2 = omega + (alpha + gamma / 2 + beta) * s2;
    }
    return out;
  }
  const z = e / Math.sqrt(variance);
  let log = omega + alpha * (Math.abs(z) - meanAbsolute) + gamma * z + beta * Math.log(variance);
  let weight = 1;
  let expected = 1;
  for (let h = 0; h < steps && (h === 0 || distribution === "normal"); h++) {
    out[h] = Math.exp(log) * expected;
    log = omega + beta * log;
    expected *= meanExponential(weight * alpha, weight * gamma);
    weight *= beta;
  }
  return out;
}

/** E exp(a (|z| - E|z|) + b z) of a standard normal z. */
const meanExponential = (a: number, b: number): number =>
  Math.exp(-a * meanAbsolute) *
  (Math.exp((a + b) ** 2 / 2) * normalCdf(a + b) + Math.exp((a - b) ** 2 / 2) * normalCdf(a - b));
