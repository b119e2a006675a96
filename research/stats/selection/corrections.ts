import { refuse } from "../../../engine/core/errors.ts";

/**
 * Corrections of p-values for the number of tests. Of the family-wise error rate: bonferroni, sidak, holm (1979),
 * holm-sidak, hochberg (Simes 1986, Hochberg 1988: independent or positively dependent tests), hommel (1988, as
 * Hochberg). Of the false discovery rate: benjamini-hochberg (1995: as Hochberg), benjamini-yekutieli (2001: any
 * dependence), two-stage (Benjamini-Hochberg with the share of true nulls estimated at `alpha`).
 */
export type Correction = keyof typeof corrections;

/** Adjusts p-values that rise; may give values above 1. */
type Adjust = (sorted: Float64Array, alpha: number) => Float64Array;

const sidakOf = (p: number, k: number) => -Math.expm1(k * Math.log1p(-p));

/** Each value the greatest up to its place: a step-down. */
function runningMax(xs: Float64Array): Float64Array {
  for (let i = 1; i < xs.length; i++) xs[i] = Math.max(xs[i]!, xs[i - 1]!);
  return xs;
}

/** Each value the least from its place on: a step-up. */
function runningMin(xs: Float64Array): Float64Array {
  for (let i = xs.length - 2; i >= 0; i--) xs[i] = Math.min(xs[i]!, xs[i + 1]!);
  return xs;
}

const benjaminiHochberg: Adjust = (ps) => runningMin(ps.map((p, i) => (p * ps.length) / (i + 1)));

function twoStage(ps: Float64Array, alpha: number): Float64Array {
  const m = ps.length;
  const adjusted = benjaminiHochberg(ps, alpha).map((p) => Math.min(1, p));
  const rejected = adjusted.filter((p) => p <= alpha).length;
  return rejected === 0 || rejected === m ? adjusted : adjusted.map((p) => (p * (m - rejected)) / m);
}

/** Closed testing with Simes' test, by the algorithm of Wright (1992). */
function hommel(ps: Float64Array): Float64Array {
  const n = ps.length;
  const out = ps.slice();
  for (let m = n; m > 1; m--) {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 1; i <= m; i++) least = Math.min(least, (m * ps[n - m + i - 1]!) / i);
    for (let i = 0; i < n; i++) {
      out[i] = Math.max(out[i]!, i >= n - m ? least : Math.min(m * ps[i]!, least));
    }
  }
  return out;
}

const corrections = {
  bonferroni: (ps) => ps.map((p) => p * ps.length),
  sidak: (ps) => ps.map((p) => sidakOf(p, ps.length)),
  holm: (ps) => runningMax(ps.map((p, i) => p * (ps.length - i))),
  "holm-sidak": (ps) => runningMax(ps.map((p, i) => sidakOf(p, ps.length - i))),
  hochberg: (ps) => runningMin(ps.map((p, i) => p * (ps.length - i))),
  hommel,
  "benjamini-hochberg": benjaminiHochberg,
  "benjamini-yekutieli": (ps) => {
    const harmonic = ps.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
    return benjaminiHochberg(ps, 0).map((p) => p * harmonic);
  },
  "two-stage": twoStage,
} as const satisfies Record<string, Adjust>;

/** Names of the corrections. */
export const correctionNames = Object.keys(corrections) as readonly Correction[];

/**
 * Adjusted p-values in the order given, at most 1: a test is rejected at a level where its adjusted p is at most it.
 * `alpha` matters to `two-stage` alone. Throws a UserError for a p-value outside [0, 1].
 *
 * @example
 * [...adjustPValues([0.01, 0.5, 0.02], "holm")] // => [0.03, 0.5, 0.04]
 */
export function adjustPValues(ps: ArrayLike<number>, correction: Correction, alpha = 0.05): Float64Array {
  const given = Float64Array.from(ps);
  const bad = given.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined) refuse(`a p-value must be in [0, 1]; was ${bad}`);
  const order = Array.from(given.keys()).sort((a, b) => given[a]! - given[b]!);
  const adjusted = corrections[correction](
    Float64Array.from(order, (i) => given[i]!),
    alpha,
  );
  const out = new Float64Array(given.length);
  for (const [rank, i] of order.entries()) out[i] = Math.min(1, adjusted[rank]!);
  return out;
}
