import { refuse } from "../../../engine/core/errors.ts";

/** A model of conditional variance with one lag each. */
export interface GarchSpec {
  /**
   * - `garch`: s2[t] = omega + alpha e[t-1]^2 + beta s2[t-1] (Bollerslev 1986)
   * - `gjr`: the same with gamma e[t-1]^2 1[e[t-1] < 0] (Glosten, Jagannathan and Runkle 1993)
   * - `egarch`: ln s2[t] = omega + alpha (|z| - sqrt(2/pi)) + gamma z + beta ln s2[t-1], z = e[t-1] / s[t-1]
   *   (Nelson 1991), with sqrt(2/pi) for Student's t too
   */
  readonly model: "garch" | "gjr" | "egarch";
  /** Of the innovations; Student's t is scaled to unit variance. */
  readonly distribution: "normal" | "t";
  /** `constant`: y = mu + e; `zero`: y = e. */
  readonly mean: "constant" | "zero";
}

/** Parameters by name; those that the model lacks are absent. */
export interface GarchParameters {
  readonly mu?: number;
  readonly omega: number;
  readonly alpha: number;
  readonly gamma?: number;
  readonly beta: number;
  /** Degrees of freedom of Student's t, in (2.05, 500]. */
  readonly nu?: number;
}

export type GarchParameter = keyof GarchParameters;

/** Places of the parameters in a full vector; a model leaves some of them fixed. */
export const garchOrder = ["mu", "omega", "alpha", "gamma", "beta", "nu"] as const satisfies GarchParameter[];

/** Bounds of the degrees of freedom. */
export const nuRange = { from: 2.05, to: 500 } as const;

/** Names of the parameters that a model has, in the order mu, omega, alpha, gamma, beta, nu. */
export const garchParameters = ({ model, distribution, mean }: GarchSpec): GarchParameter[] =>
  garchOrder.filter(
    (name) =>
      (name !== "mu" || mean === "constant") &&
      (name !== "gamma" || model !== "garch") &&
      (name !== "nu" || distribution === "t"),
  );

/** The full vector of parameters: mu and gamma 0 where the model lacks them, nu infinite for the normal. */
export function garchVector(spec: GarchSpec, parameters: GarchParameters): Float64Array {
  const names = garchParameters(spec);
  const full = Float64Array.of(0, 0, 0, 0, 0, Number.POSITIVE_INFINITY);
  for (const name of names) {
    const value = parameters[name];
    if (value === undefined || !Number.isFinite(value)) {
      refuse(`${name} of a ${spec.model} model must be a number; was ${value}`);
    }
    full[garchOrder.indexOf(name)] = value;
  }
  return full;
}

/** Parameters by name from the full vector. */
export function garchNamed(spec: GarchSpec, full: Float64Array): GarchParameters {
  const entries = garchParameters(spec).map((name) => [name, full[garchOrder.indexOf(name)]!]);
  return Object.fromEntries(entries) as GarchParameters;
}
