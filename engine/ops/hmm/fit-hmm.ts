import { type GaussianHmm, relativeDensities } from "./gaussian-hmm.ts";

/** A fitted model, its states in order of their deviations. */
export interface HmmFit {
  readonly hmm: GaussianHmm;
  /** Log likelihood of the values under the model before each iteration, and under the last one; never falling. */
  readonly logLikelihoods: readonly number[];
}

export interface EmOptions {
  /** Iterations at most; 100 unless told. */
  readonly iterations?: number;
  /** Gain of the log likelihood per value below which it ends; 1e-8 unless told. */
  readonly tolerance?: number;
}

/** Deviations are held above this share of that of all values: a state of a single value would have none. */
const floorShare = 1e-3;

/**
 * Maximises the likelihood of values from a model to start with, by expectation and maximisation (Baum, Petrie, Soules and Weiss 1970;
 * scaled as in Rabiner 1989).
 */
export function maximise(
  xs: Float64Array,
  start: GaussianHmm,
  { iterations = 100, tolerance = 1e-8 }: EmOptions = {},
): HmmFit {
  const work = workspace(xs, start.means.length);
  let hmm = start;
  const logLikelihoods = [expect(work, hmm)];
  for (let k = 0; k < iterations; k++) {
    hmm = improved(work, hmm);
    logLikelihoods.push(expect(work, hmm));
    const gain = logLikelihoods.at(-1)! - logLikelihoods.at(-2)!;
    if (!(gain > tolerance * xs.length)) break;
  }
  return { hmm: inOrder(hmm), logLikelihoods };
}

/**
 * A model to start from that takes the values, sorted by their distance from the mean (`spread`) or by themselves (`level`),
 * for those of the states in equal parts. Undefined where the values do not differ.
 */
export function startFrom(xs: Float64Array, states: number, by: "spread" | "level"): GaussianHmm | undefined {
  const mean = meanOf(xs);
  const far = xs.toSorted((a, b) => (by === "level" ? a - b : Math.abs(a - mean) - Math.abs(b - mean)));
  const floor = floorShare * deviationOf(xs, mean);
  if (!(floor > 0 && floor < Number.POSITIVE_INFINITY)) return undefined;
  const parts = Array.from({ length: states }, (_, k) =>
    far.subarray(Math.floor((k * xs.length) / states), Math.floor(((k + 1) * xs.length) / states)),
  );
  const means = parts.map((part) => (by === "level" ? meanOf(part) : mean));
  const deviations = parts.map((part, k) => Math.max(floor, deviationOf(part, means[k]!)));
  const stay = 0.95;
  const transition = new Float64Array(states * states).fill((1 - stay) / (states - 1));
  for (let j = 0; j < states; j++) transition[j * states + j] = stay;
  return {
    means: Float64Array.from(means),
    deviations: Float64Array.from(deviations),
    transition,
    initial: new Float64Array(states).fill(1 / states),
  };
}

interface Workspace {
  readonly xs: Float64Array;
  readonly floor: number;
  /** By value and state: chances given the past, and given all values. */
  readonly forward: Float64Array;
  readonly smoothed: Float64Array;
  /** By value and state: relative densities; by value, what the forward chances were divided by. */
  readonly densities: Float64Array;
  readonly scales: Float64Array;
  /** Expected number of moves from state to state. */
  readonly moves: Float64Array;
}

function workspace(xs: Float64Array, states: number): Workspace {
  return {
    xs,
    floor: floorShare * deviationOf(xs, meanOf(xs)),
    forward: new Float64Array(xs.length * states),
    smoothed: new Float64Array(xs.length * states),
    densities: new Float64Array(xs.length * states),
    scales: new Float64Array(xs.length),
    moves: new Float64Array(states * states),
  };
}

/** Expectation: chances of states and moves given all values. Returns their log likelihood. */
function expect(work: Workspace, hmm: GaussianHmm): number {
  const logLikelihood = forwardPass(work, hmm);
  backwardPass(work, hmm);
  return logLikelihood;
}

function forwardPass({ xs, forward, densities, scales }: Workspace, hmm: GaussianHmm): number {
  const { initial, transition } = hmm;
  const states = initial.length;
  let sum = 0;
  for (let t = 0; t < xs.length; t++) {
    const at = t * states;
    sum += relativeDensities(hmm, xs[t]!, densities, at);
    let total = 0;
    for (let j = 0; j < states; j++) {
      let ahead = t === 0 ? initial[j]! : 0;
      if (t > 0)
        for (let i = 0; i < states; i++) ahead += forward[at - states + i]! * transition[i * states + j]!;
      forward[at + j] = ahead * densities[at + j]!;
      total += forward[at + j]!;
    }
    for (let j = 0; j < states; j++) forward[at + j] = forward[at + j]! / total;
    scales[t] = total;
    sum += Math.log(total);
  }
  return sum;
}

function backwardPass(
  { xs, forward, smoothed, densities, scales, moves }: Workspace,
  { initial, transition }: GaussianHmm,
): void {
  const states = initial.length;
  moves.fill(0);
  let back = new Float64Array(states).fill(1);
  let next = new Float64Array(states);
  for (let t = xs.length - 1; t >= 0; t--) {
    const at = t * states;
    for (let j = 0; j < states; j++) smoothed[at + j] = forward[at + j]! * back[j]!;
    if (t === 0) return;
    for (let i = 0; i < states; i++) {
      let sum = 0;
      for (let j = 0; j < states; j++) {
        const weight = (transition[i * states + j]! * densities[at + j]! * back[j]!) / scales[t]!;
        moves[i * states + j] = moves[i * states + j]! + forward[at - states + i]! * weight;
        sum += weight;
      }
      next[i] = sum;
    }
    [back, next] = [next, back];
  }
}

/** Maximisation: the model under which the expected states and moves are the likeliest. */
function improved({ xs, floor, smoothed, moves }: Workspace, before: GaussianHmm): GaussianHmm {
  const states = before.means.length;
  const means = before.means.slice();
  const deviations = before.deviations.slice();
  const transition = before.transition.slice();
  for (let j = 0; j < states; j++) {
    let [weight, sum, squares, out] = [0, 0, 0, 0];
    for (let t = 0; t < xs.length; t++) {
      weight += smoothed[t * states + j]!;
      sum += smoothed[t * states + j]! * xs[t]!;
    }
    for (let k = 0; k < states; k++) out += moves[j * states + k]!;
    // A state that no value is in keeps what it was.
    if (!(weight > 0 && out > 0)) continue;
    means[j] = sum / weight;
    for (let t = 0; t < xs.length; t++) squares += smoothed[t * states + j]! * (xs[t]! - means[j]!) ** 2;
    deviations[j] = Math.max(floor, Math.sqrt(squares / weight));
    for (let k = 0; k < states; k++) transition[j * states + k] = moves[j * states + k]! / out;
  }
  return { means, deviations, transition, initial: smoothed.slice(0, states) };
}

/** The same model with its states in order of deviation, then of mean. */
function inOrder({ means, deviations, transition, initial }: GaussianHmm): GaussianHmm {
  const states = means.length;
  const order = [...means.keys()].sort((a, b) => deviations[a]! - deviations[b]! || means[a]! - means[b]!);
  const pick = (column: Float64Array) => Float64Array.from(order, (j) => column[j]!);
  return {
    means: pick(means),
    deviations: pick(deviations),
    transition: Float64Array.from(order.flatMap((i) => order.map((j) => transition[i * states + j]!))),
    initial: pick(initial),
  };
}

function meanOf(xs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < xs.length; i++) sum += xs[i]!;
  return sum / xs.length;
}

function deviationOf(xs: Float64Array, mean: number): number {
  let sum = 0;
  for (let i = 0; i < xs.length; i++) sum += (xs[i]! - mean) ** 2;
  return Math.sqrt(sum / xs.length);
}
