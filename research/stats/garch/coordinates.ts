import type { Box } from "../optimise/bfgs.ts";
import { type GarchSpec, garchOrder, garchParameters, nuRange } from "./model.ts";

/** Variance persists at most this much short of for ever. */
const persistenceMost = 1 - 1e-8;
const betaMost = 1 - 1e-7;
/** omega lies between these multiples of the sample variance. */
const omegaRange = { from: 1e-8, to: 10 } as const;

/**
 * Coordinates of order 1 in which the constraints of a model are a box: u[0] = mu / sd, u[5] = 1 / nu and
 *
 * - GARCH, GJR: u[1] = ln(omega / v), u[2] = persistence p = alpha + gamma/2 + beta, u[3] = beta / p,
 *   u[4] = alpha / (2 alpha + gamma): omega > 0, alpha, beta, alpha + gamma >= 0, p < 1
 * - EGARCH: u[1] = omega - (1 - beta) ln v, u[2] = alpha, u[3] = gamma, u[4] = beta, |beta| < 1
 *
 * with v = sd^2 the sample variance. A search moves only the `free` ones.
 */
export interface Coordinates {
  readonly free: readonly number[];
  readonly box: Box;
  /** Writes the full vector of parameters at the full vector of coordinates. */
  readonly parametersAt: (u: Float64Array, full: Float64Array) => void;
  /** Writes the derivatives by the coordinates, from those by the parameters. */
  readonly pullBack: (u: Float64Array, byFull: Float64Array, byU: Float64Array) => void;
}

/** The coordinates of a model for a series of sample variance `v`. */
export function coordinatesOf(spec: GarchSpec, v: number): Coordinates {
  const names = garchParameters(spec);
  const free = garchOrder.flatMap((name, i) => (names.includes(name) ? [i] : []));
  if (spec.model === "egarch") return { ...egarchCoordinates(v), free };
  // Of GARCH, u[4] is fixed: what persists of a shock is the same for both signs.
  return {
    ...gjrCoordinates(v),
    free: spec.model === "garch" ? free.map((i) => (i === 4 ? 3 : i)) : free,
  };
}

const nuBox = [1 / nuRange.to, 1 / nuRange.from] as const;

function gjrCoordinates(v: number): Omit<Coordinates, "free"> {
  const sd = Math.sqrt(v);
  const { from, to } = omegaRange;
  return {
    box: {
      lower: Float64Array.of(-10, Math.log(from), 0, 0, 0, nuBox[0]),
      upper: Float64Array.of(10, Math.log(to), persistenceMost, 1, 1, nuBox[1]),
    },
    parametersAt(u, full) {
      const [m, w, p, b, s, inverse] = u;
      full[0] = sd * m!;
      full[1] = v * Math.exp(w!);
      full[2] = 2 * p! * (1 - b!) * s!;
      full[3] = 2 * p! * (1 - b!) * (1 - 2 * s!);
      full[4] = p! * b!;
      full[5] = 1 / inverse!;
    },
    pullBack(u, by, out) {
      const [, w, p, b, s, inverse] = u;
      out[0] = by[0]! * sd;
      out[1] = by[1]! * v * Math.exp(w!);
      out[2] = 2 * (1 - b!) * (by[2]! * s! + by[3]! * (1 - 2 * s!)) + by[4]! * b!;
      out[3] = -2 * p! * (by[2]! * s! + by[3]! * (1 - 2 * s!)) + by[4]! * p!;
      out[4] = 2 * p! * (1 - b!) * (by[2]! - 2 * by[3]!);
      out[5] = inverse === 0 ? 0 : -by[5]! / (inverse! * inverse!);
    },
  };
}

function egarchCoordinates(v: number): Omit<Coordinates, "free"> {
  const sd = Math.sqrt(v);
  const log = Math.log(v);
  return {
    box: {
      lower: Float64Array.of(-10, -20, -5, -5, -betaMost, nuBox[0]),
      upper: Float64Array.of(10, 20, 5, 5, betaMost, nuBox[1]),
    },
    parametersAt(u, full) {
      full.set(u);
      full[0] = sd * u[0]!;
      full[1] = u[1]! + (1 - u[4]!) * log;
      full[5] = 1 / u[5]!;
    },
    pullBack(u, by, out) {
      out.set(by);
      out[0] = by[0]! * sd;
      out[4] = by[4]! - log * by[1]!;
      out[5] = u[5] === 0 ? 0 : -by[5]! / (u[5]! * u[5]!);
    },
  };
}
