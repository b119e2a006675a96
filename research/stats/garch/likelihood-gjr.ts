import type { GarchSeries } from "./likelihood.ts";
import { densityConstant, densityConstantSlope } from "./student.ts";

/** A variance below counts as none. Logarithms are taken of products of variances between it and its inverse. */
const least = 1e-150;
const most = 1e150;

/** See {@link logLikelihoodAt}. GARCH is GJR with gamma 0. */
export function gjrValue({ ys, initial }: GarchSeries, full: Float64Array, variances?: Float64Array): number {
  const [mu, omega, alpha, gamma, beta, nu] = full;
  const normal = nu === Number.POSITIVE_INFINITY;
  const n = ys.length;
  let s2 = omega + (alpha + 0.5 * gamma + beta) * initial;
  let sum = 0;
  let product = 1;
  for (let t = 0; t < n; t++) {
    if (!(s2 > least)) return Number.NEGATIVE_INFINITY;
    if (variances) variances[t] = s2;
    const e = ys[t]! - mu;
    const e2 = e * e;
    product *= s2;
    if (!(product > least && product < most)) {
      sum += Math.log(product);
      product = 1;
    }
    sum += normal ? e2 / s2 : (nu + 1) * Math.log1p(e2 / (s2 * (nu - 2)));
    s2 = omega + (e < 0 ? alpha + gamma : alpha) * e2 + beta * s2;
  }
  return n * densityConstant(nu) - 0.5 * (sum + Math.log(product));
}

/** See {@link scoresAt}. Derivatives of the variance run beside it (Fiorentini, Calzolari and Panattoni 1996). */
export function gjrScores({ ys, initial }: GarchSeries, full: Float64Array, scores: Float64Array): number {
  const [mu, omega, alpha, gamma, beta, nu] = full;
  const normal = nu === Number.POSITIVE_INFINITY;
  const slope = densityConstantSlope(nu);
  let s2 = omega + (alpha + 0.5 * gamma + beta) * initial;
  let [dMu, dOmega, dAlpha, dGamma, dBeta] = [0, 1, initial, 0.5 * initial, initial];
  let sum = 0;
  let product = 1;
  for (let t = 0, at = 0; t < ys.length; t++, at += 6) {
    if (!(s2 > least)) return Number.NEGATIVE_INFINITY;
    const e = ys[t]! - mu;
    const e2 = e * e;
    let byE = -e / s2;
    let byS2 = (0.5 * (e2 / s2 - 1)) / s2;
    let byNu = 0;
    product *= s2;
    if (!(product > least && product < most)) {
      sum += Math.log(product);
      product = 1;
    }
    if (normal) sum += e2 / s2;
    else {
      const q = e2 / (s2 * (nu - 2));
      const share = ((nu + 1) * q) / (1 + q);
      const log = Math.log1p(q);
      byE = (byE * (nu + 1)) / ((nu - 2) * (1 + q));
      byS2 = (0.5 * (share - 1)) / s2;
      byNu = slope + 0.5 * (share / (nu - 2) - log);
      sum += (nu + 1) * log;
    }
    scores[at] = byS2 * dMu - byE;
    scores[at + 1] = byS2 * dOmega;
    scores[at + 2] = byS2 * dAlpha;
    scores[at + 3] = byS2 * dGamma;
    scores[at + 4] = byS2 * dBeta;
    scores[at + 5] = byNu;
    const weight = e < 0 ? alpha + gamma : alpha;
    dMu = -2 * weight * e + beta * dMu;
    dOmega = 1 + beta * dOmega;
    dAlpha = e2 + beta * dAlpha;
    dGamma = (e < 0 ? e2 : 0) + beta * dGamma;
    dBeta = s2 + beta * dBeta;
    s2 = omega + weight * e2 + beta * s2;
  }
  return ys.length * densityConstant(nu) - 0.5 * (sum + Math.log(product));
}
