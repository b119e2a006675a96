import { described } from "../graph/described.ts";
import type { Series } from "../graph/node.ts";
import { number, op } from "../graph/op.ts";
import { choice, int, type ValuesOf, window } from "../graph/params.ts";
import type { Market } from "../graph/strategy.ts";
import { maximise, startFrom } from "./hmm/fit-hmm.ts";
import { type Belief, beliefOf, observe } from "./hmm/gaussian-hmm.ts";

interface State {
  readonly ring: Float64Array;
  readonly states: number;
  readonly everyMs: number;
  readonly turbulent: boolean;
  at: number;
  count: number;
  period: number;
  belief: Belief | undefined;
}

const dayMs = 86_400_000;
const params = {
  n: window(20),
  states: int(2, { from: 2, to: 4 }),
  of: choice("turbulent", ["calm", "turbulent"]),
  everyMs: int(30 * dayMs, { from: 1 }),
};

const probability = op({
  name: "regime",
  family: "regime",
  about: "filtered probability of a state of a hidden Markov model that is fitted anew with each period",
  inputs: { ts: number, x: number },
  params: { ...params, baseMs: int(dayMs, { from: 1 }) },
  // The worst case: a period began one bar before there were enough values.
  warmup: ({ n, everyMs, baseMs }) => n - 1 + Math.ceil(everyMs / baseMs) - 1,
  init: ({ n, states, of, everyMs }): State => ({
    ring: new Float64Array(n),
    states,
    everyMs,
    turbulent: of === "turbulent",
    at: 0,
    count: 0,
    period: Number.NaN,
    belief: undefined,
  }),
  step: (s, ts, x) => {
    const { ring } = s;
    const n = ring.length;
    ring[s.at] = x;
    s.at = s.at + 1 === n ? 0 : s.at + 1;
    if (s.count < n) s.count++;
    const period = Math.floor(ts / s.everyMs);
    const begins = period !== s.period && s.period === s.period;
    s.period = period;
    if (begins && s.count === n) refit(s);
    else if (s.belief) observe(s.belief, x);
    return s.belief ? s.belief.chances[s.turbulent ? s.states - 1 : 0]! : Number.NaN;
  },
});

/**
 * The probability, given the past alone, that x is in the calmest or in the most turbulent state of a Gaussian hidden Markov model.
 * The model is fitted to the last n values, by expectation and maximisation, at the first bar of each period of `everyMs` since 1970 UTC, so that it
 * never knows a later value and is the same wherever the data begin. Probabilities are filtered, never smoothed. NaN before the
 * first fit, and after one to values that do not differ.
 */
export const regime = described(
  {
    name: "regime",
    family: "regime",
    about:
      "filtered probability of the calm or turbulent state of a Gaussian hidden Markov model of the last n values",
    signature: 'regime(market, x, { n, states = 2, of = "turbulent", everyMs = 30 days }) -> series',
  },
  (market: Market, x: Series, given: Partial<ValuesOf<typeof params>> & { readonly n: number }): Series =>
    probability({ ts: market.ts, x }, { ...given, baseMs: market.timeframeMs }),
);

/** A fit ends early: more iterations hardly move the model, and cost the bar on which it is fitted. */
const effort = { iterations: 20, tolerance: 1e-5 };

/** Fits the values of the window, and filters them with what was found. */
function refit(s: State): void {
  const { ring, at, states } = s;
  const xs = new Float64Array(ring.length);
  xs.set(ring.subarray(at));
  xs.set(ring.subarray(0, at), ring.length - at);
  const start = startFrom(xs, states, "spread");
  s.belief = start && beliefOf(maximise(xs, start, effort).hmm);
  if (s.belief) for (let k = 0; k < xs.length; k++) observe(s.belief, xs[k]!);
}
