import { refuse } from "../core/errors.ts";
import { described } from "../graph/described.ts";
import type { Series } from "../graph/node.ts";
import { apply, number, type Op, op } from "../graph/op.ts";
import { choice, int } from "../graph/params.ts";
import { beliefOf, type GaussianHmm, observe } from "./hmm/gaussian-hmm.ts";

/** Equal expressions stay one node: an operator is made once for a model. */
const made = new WeakMap<GaussianHmm, Op>();

function filterOf(hmm: GaussianHmm): Op {
  const states = hmm.means.length;
  checkHmm(hmm);
  const text = [hmm.means, hmm.deviations, hmm.transition, hmm.initial]
    .map((part) => part.join(" "))
    .join("; ");
  return op({
    name: "hmmFilter",
    family: "regime",
    inputs: [number],
    // The one choice that there is: the plan prints it, and so its hash covers the model.
    params: { state: int(0, { from: 0, to: states - 1 }), hmm: choice(text, [text]) },
    init: ({ state }) => ({ belief: beliefOf(hmm), state }),
    step: ({ belief, state }, x) => {
      observe(belief, x);
      return belief.chances[state]!;
    },
  }).op;
}

/**
 * The probability, given the values up to this one, that x is in a state of a given Gaussian hidden Markov model, such as
 * `fitHmm` gives: states count from 0 in order of deviation. What the model was fitted to must lie before what it is used on.
 * Throws a UserError for a model that is none.
 */
export const hmmFilter = described(
  {
    name: "hmmFilter",
    family: "regime",
    about: "filtered probability of a state of a given Gaussian hidden Markov model",
    signature: "hmmFilter(x, hmm, state) -> series",
  },
  (x: Series, hmm: GaussianHmm, state: number): Series => {
    const known = made.get(hmm) ?? filterOf(hmm);
    made.set(hmm, known);
    return apply(known, [x], { state }) as Series;
  },
);

function checkHmm({ means, deviations, transition, initial }: GaussianHmm): void {
  const states = means.length;
  if (
    states < 2 ||
    deviations.length !== states ||
    initial.length !== states ||
    transition.length !== states ** 2
  ) {
    refuse(
      `hmmFilter: a model of ${states} states must have so many means, deviations and initial chances, at least 2`,
    );
  }
  if (!means.every(Number.isFinite)) refuse("hmmFilter: means must be finite");
  if (!deviations.every((each) => each > 0 && Number.isFinite(each))) {
    refuse("hmmFilter: deviations must be finite and greater than 0");
  }
  const rows = Array.from({ length: states }, (_, i) => transition.subarray(i * states, (i + 1) * states));
  for (const row of [initial, ...rows]) {
    const sum = row.reduce((total, chance) => total + chance, 0);
    if (!row.every((chance) => chance >= 0) || Math.abs(sum - 1) > 1e-9) {
      refuse(`hmmFilter: chances must be at least 0 and of sum 1; were ${row.join(", ")}`);
    }
  }
}
