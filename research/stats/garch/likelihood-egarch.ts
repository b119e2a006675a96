import type { GarchSeries } from "./likelihood.ts";
import { densityConstant, densityConstantSlope } from "./student.ts";

/** E|z| of a standard normal number. */
export const meanAbsolute = Math.sqrt(2 / Math.PI);

/** Beyond this a variance overflows or vanishes. */
const logMost = 690;

/** See {@link logLikelihoodAt}. The shocks before the first value count as 0. */
export function egarchValue(
  { ys, initial }: GarchSeries,
  full: Float64Array,
  variances?: Float64Array,
): number {
  const [mu, omega, alpha, gamma, beta, nu] = full;
  const normal = nu === Number.POSITIVE_INFINITY;
  const n = ys.length;
  let h = omega + beta * Math.log(initial);
  let sum = 0;
  for (let t = 0; t < n; t++) {
    if (!(Math.abs(h) < logMost)) return Number.NEGATIVE_INFINITY;
    if (variances) variances[t] = Math.exp(h);
    const z = (ys[t]! - mu) * Math.exp(-0.5 * h);
    const z2 = z * z;
    sum -= normal ? 0.5 * (h + z2) : 0.5 * (h + (nu + 1) * Math.log1p(z2 / (nu - 2)));
    h = omega + alpha * (Math.abs(z) - meanAbsolute) + gamma * z + beta * h;
  }
  return sum + n * densityConstant(nu);
}

/**
 * See {@link scoresAt}. The derivative of |z| at 0 is taken as that from the right. -Infinity where the model is not
 * invertible on the series: where a small change of one variance would grow along the recursion, so that the path
 * is chaotic and its likelihood means nothing (Wintenberger 2013). The mean log of what a change is multiplied by
 * at a step must be below 0.
 */
export function egarchScores({ ys, initial }: GarchSeries, full: Float64Array, scores: Float64Array): number {
  const [mu, omega, alpha, gamma, beta, nu] = full;
  const normal = nu === Number.POSITIVE_INFINITY;
  const constant = densityConstant(nu);
  const slope = densityConstantSlope(nu);
  let h = Math.log(initial);
  let [dMu, dOmega, dAlpha, dGamma, dBeta] = [0, 1, 0, 0, h];
  h = omega + beta * h;
  let sum = 0;
  let growth = 0;
  let product = 1;
  for (let t = 0, at = 0; t < ys.length; t++, at += 6) {
    if (!(Math.abs(h) < logMost)) return Number.NEGATIVE_INFINITY;
    const perDeviation = Math.exp(-0.5 * h);
    const z = (ys[t]! - mu) * perDeviation;
    const z2 = z * z;
    let byMu = z * perDeviation;
    let byH = 0.5 * (z2 - 1);
    let byNu = 0;
    if (normal) sum += constant - 0.5 * (h + z2);
    else {
      const q = z2 / (nu - 2);
      const share = ((nu + 1) * q) / (1 + q);
      const log = Math.log1p(q);
      byMu = (byMu * (nu + 1)) / ((nu - 2) * (1 + q));
      byH = 0.5 * (share - 1);
      byNu = slope + 0.5 * (share / (nu - 2) - log);
      sum += constant - 0.5 * (h + (nu + 1) * log);
    }
    scores[at] = byMu + byH * dMu;
    scores[at + 1] = byH * dOmega;
    scores[at + 2] = byH * dAlpha;
    scores[at + 3] = byH * dGamma;
    scores[at + 4] = byH * dBeta;
    scores[at + 5] = byNu;
    // z depends on the parameters through the mean and through h: dz = -perDeviation dmu - z/2 dh.
    const byZ = (z < 0 ? -alpha : alpha) + gamma;
    const carry = beta - 0.5 * z * byZ;
    product *= Math.abs(carry);
    if (!(product > 1e-100 && product < 1e100)) {
      growth += Math.log(product);
      product = 1;
    }
    dMu = carry * dMu - byZ * perDeviation;
    dOmega = 1 + carry * dOmega;
    dAlpha = Math.abs(z) - meanAbsolute + carry * dAlpha;
    dGamma = z + carry * dGamma;
    dBeta = h + carry * dBeta;
    h = omega + alpha * (Math.abs(z) - meanAbsolute) + gamma * z + beta * h;
  }
  return growth + Math.log(product) < 0 ? sum : Number.NEGATIVE_INFINITY;
}
