import { gammaRatioSlope, lnGammaRatio } from "./gamma-ratio.ts";

const lnTwoPi = Math.log(2 * Math.PI);

/**
 * Constant of the log density of one innovation of unit variance: -ln(2 pi)/2 for the normal (nu infinite), else
 * ln Gamma((nu + 1)/2) - ln Gamma(nu/2) - ln(pi (nu - 2))/2.
 */
export const densityConstant = (nu: number): number =>
  nu === Number.POSITIVE_INFINITY
    ? -0.5 * lnTwoPi
    : lnGammaRatio(nu / 2) - 0.5 * Math.log(Math.PI * (nu - 2));

/** Derivative of {@link densityConstant} by nu; 0 for the normal. */
export const densityConstantSlope = (nu: number): number =>
  nu === Number.POSITIVE_INFINITY ? 0 : 0.5 * gammaRatioSlope(nu / 2) - 0.5 / (nu - 2);
