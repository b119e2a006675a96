/** A hidden Markov model whose states emit normal values. */
export interface GaussianHmm {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Chance to go from state i to state j, at `i * states + j`. */
  readonly transition: Float64Array;
  /** Chance of each state at the first value. */
  readonly initial: Float64Array;
}

/** The chances of the states at the last value, given all values up to it. */
export interface Belief {
  readonly hmm: GaussianHmm;
  readonly chances: Float64Array;
  readonly ahead: Float64Array;
  /** Density of each state over the greatest of them. */
  readonly densities: Float64Array;
  begun: boolean;
}

/** A belief before the first value. */
export const beliefOf = (hmm: GaussianHmm): Belief => ({
  hmm,
  chances: hmm.initial.slice(),
  ahead: new Float64Array(hmm.means.length),
  densities: new Float64Array(hmm.means.length),
  begun: false,
});

/**
 * Takes the next value into a belief: one step of the forward recursion. Returns the log density of the value given
 * those before; minus infinity for a value that no state can emit, which leaves the chances as they were foretold.
 */
export function observe(belief: Belief, x: number): number {
  const { hmm, chances, ahead, densities } = belief;
  const states = chances.length;
  if (belief.begun) {
    for (let j = 0; j < states; j++) {
      let sum = 0;
      for (let i = 0; i < states; i++) sum += chances[i]! * hmm.transition[i * states + j]!;
      ahead[j] = sum;
    }
  } else ahead.set(hmm.initial);
  belief.begun = true;
  const scale = relativeDensities(hmm, x, densities);
  let total = 0;
  for (let j = 0; j < states; j++) total += ahead[j]! * densities[j]!;
  if (!(total > 0)) {
    chances.set(ahead);
    return Number.NEGATIVE_INFINITY;
  }
  for (let j = 0; j < states; j++) chances[j] = (ahead[j]! * densities[j]!) / total;
  return Math.log(total) + scale;
}

const logRootTau = 0.5 * Math.log(2 * Math.PI);

/**
 * Writes the density of x in each state over the greatest of them from `out[at]` on, so that none of a far value vanishes;
 * returns the log of that greatest one.
 */
export function relativeDensities(
  { means, deviations }: GaussianHmm,
  x: number,
  out: Float64Array,
  at = 0,
): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < means.length; j++) {
    const z = (x - means[j]!) / deviations[j]!;
    const log = -0.5 * z * z - Math.log(deviations[j]!) - logRootTau;
    out[at + j] = log;
    if (log > most) most = log;
  }
  for (let j = 0; j < means.length; j++) out[at + j] = Math.exp(out[at + j]! - most);
  return most;
}
