import { normalCdf } from "../normal.ts";
import { type Critical, polynomial } from "./mackinnon.ts";

/** Normal quantile of p: a polynomial in ln |rho| below `star`, in rho above; critical values in 1/nobs. */
interface RhoSurface {
  readonly star: number;
  readonly small: readonly number[];
  readonly large: readonly number[];
  readonly critical: readonly [one: readonly number[], five: readonly number[], ten: readonly number[]];
}

/**
 * Response surfaces of n (rho - 1), fitted to simulations as MacKinnon (1994) did for the t ratio; the coefficients are
 * those of the `arch` package for Python, 8.
 */
const surfaces: Readonly<Record<"n" | "c" | "ct", RhoSurface>> = {
  n: {
    star: -1.79146,
    small: [0.05872, -0.69633, 0.02471, -0.04283],
    large: [0.56681, 0.67544, 0.06881, 0.00235],
    critical: [
      [-13.30499, 331.55385, -8807.11008, 88544.76648],
      [-7.82957, 222.75548, -5863.14998, 58024.48295],
      [-5.57486, 170.79065, -4422.48027, 43264.68244],
    ],
  },
  c: {
    star: -5.04709,
    small: [1.94205, -1.47677, 0.21163, -0.06288],
    large: [1.70059, 0.49465, 0.02636, 0.00055],
    critical: [
      [-20.6258, 119.28619, -442.99517, 1082.9222],
      [-14.09457, 58.46106, -164.08684, 479.02908],
      [-11.25118, 38.48786, -87.62853, 246.93531],
    ],
  },
  ct: {
    star: -9.22766,
    small: [4.05596, -2.34128, 0.41403, -0.08312],
    large: [2.60323, 0.39217, 0.01321, 0.00019],
    critical: [
      [-29.3568, 232.33249, -1171.21447, 3166.83631],
      [-21.71085, 130.15894, -504.95264, 1170.38109],
      [-18.24475, 93.25896, -305.14509, 581.02963],
    ],
  },
};

/**
 * Probability of n (rho - 1) at most as great as `rho` where there is a unit root.
 *
 * @example
 * rhoP(-14.09457, "c").toFixed(2) // => "0.05"
 */
export function rhoP(rho: number, trend: "n" | "c" | "ct"): number {
  const { star, small, large } = surfaces[trend];
  return normalCdf(rho <= star ? polynomial(small, Math.log(-rho)) : polynomial(large, rho));
}

/**
 * Critical values of n (rho - 1) at 1%, 5% and 10% for `nobs` observations.
 *
 * @example
 * rhoCritical("c", Infinity)[1] // => -14.09457
 */
export function rhoCritical(trend: "n" | "c" | "ct", nobs: number): Critical {
  const [one, five, ten] = surfaces[trend].critical;
  return [polynomial(one, 1 / nobs), polynomial(five, 1 / nobs), polynomial(ten, 1 / nobs)];
}
