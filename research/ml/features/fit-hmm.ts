import { refuse } from "../../../engine/core/errors.ts";
import { type Random, seeded } from "../../../engine/core/random.ts";
import { type HmmFit, maximise, startFrom } from "../../../engine/ops/hmm/fit-hmm.ts";
import type { GaussianHmm } from "../../../engine/ops/hmm/gaussian-hmm.ts";

/** How {@link fitHmm} fits. */
export interface HmmOptions {
  /** 2 unless told. */
  readonly states?: number;
  /** Random starts besides the two that the values suggest; 4 unless told. */
  readonly starts?: number;
  /** Iterations of a start at most; 500 unless told. */
  readonly iterations?: number;
  /** Gain of the log likelihood per value below which a start ends; 1e-9 unless told. */
  readonly tolerance?: number;
  readonly seed?: number;
}

/**
 * The Gaussian hidden Markov model under which values are the likeliest, by expectation and maximisation from several starts, its states
 * in order of deviation: what `hmmFilter` takes. Values that are not known are left out. Fit it to what lies before the bars on
 * which it is used. Throws a UserError for fewer than 10 values a state, or values that do not differ.
 */
export function fitHmm(values: Float64Array, options: HmmOptions = {}): HmmFit {
  const { states = 2, starts = 4, iterations = 500, tolerance = 1e-9, seed = 1 } = options;
  if (!(Number.isInteger(states) && states >= 2 && states <= 8)) {
    refuse(`a hidden Markov model must have 2 to 8 states; was ${states}`);
  }
  const xs = values.filter((x) => !Number.isNaN(x));
  if (xs.length < 10 * states) {
    refuse(
      `a hidden Markov model of ${states} states needs at least ${10 * states} values; got ${xs.length}`,
    );
  }
  const spread = startFrom(xs, states, "spread");
  if (!spread)
    refuse("a hidden Markov model needs finite values that differ; all are equal, or one is infinite");
  const random = seeded(seed);
  const all = [spread, startFrom(xs, states, "level")!];
  for (let k = 0; k < starts; k++) all.push(randomStart(all[1]!, xs, random));
  const fits = all.map((start) => maximise(xs, start, { iterations, tolerance }));
  return fits.reduce((best, fit) => (likelihoodOf(fit) > likelihoodOf(best) ? fit : best));
}

const likelihoodOf = ({ logLikelihoods }: HmmFit): number => logLikelihoods.at(-1)!;

/** A start whose means are values that are drawn, and whose states are left sooner or later. */
function randomStart(from: GaussianHmm, xs: Float64Array, random: Random): GaussianHmm {
  const states = from.means.length;
  const wide = Math.sqrt(from.deviations.reduce((sum, each) => sum + each * each, 0));
  const stay = 0.5 + 0.49 * random();
  return {
    means: from.means.map(() => xs[Math.floor(random() * xs.length)]!),
    deviations: from.deviations.map(() => wide * (0.2 + random())),
    transition: from.transition.map((_, at) => (at % (states + 1) === 0 ? stay : (1 - stay) / (states - 1))),
    initial: from.initial.slice(),
  };
}
