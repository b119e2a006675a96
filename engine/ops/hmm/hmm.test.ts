import { describe, expect, test } from "vitest";
import { evaluate } from "../../compile/evaluate.ts";
import { normal, seeded } from "../../core/random.ts";
import { hmmFilter } from "../hmm-filter.ts";
import { regime } from "../regime.ts";
import { maximise, startFrom } from "./fit-hmm.ts";
import { beliefOf, type GaussianHmm, observe } from "./gaussian-hmm.ts";

const model: GaussianHmm = {
  means: Float64Array.of(0.1, -0.3),
  deviations: Float64Array.of(0.5, 1.5),
  transition: Float64Array.of(0.9, 0.1, 0.3, 0.7),
  initial: Float64Array.of(0.6, 0.4),
};
const density = ({ means, deviations }: GaussianHmm, j: number, x: number) =>
  Math.exp(-0.5 * ((x - means[j]!) / deviations[j]!) ** 2) / (deviations[j]! * Math.sqrt(2 * Math.PI));

/** All sequences of two states, each with the chance of it and of the values together. */
function paths(hmm: GaussianHmm, xs: ArrayLike<number>) {
  return Array.from({ length: 2 ** xs.length }, (_, code) => {
    const states = Array.from({ length: xs.length }, (_, t) => (code >> t) & 1);
    const chance = states.reduce(
      (product, j, t) =>
        product *
        (t === 0 ? hmm.initial[j]! : hmm.transition[2 * states[t - 1]! + j]!) *
        density(hmm, j, xs[t]!),
      1,
    );
    return { states, chance };
  });
}
const total = (list: readonly { readonly chance: number }[]) =>
  list.reduce((sum, { chance }) => sum + chance, 0);

const xs = Float64Array.of(0.2, -0.1, 2.5, -1.9, 0.3, 0.1, -0.4, 1.1);

/** Values of a chain of a calm and a wild state. */
function drawn(length: number, seed: number): Float64Array {
  const random = seeded(seed);
  let state = 0;
  return Float64Array.from({ length }, () => {
    if (random() < (state === 0 ? 0.02 : 0.05)) state = 1 - state;
    return state === 0 ? 0.05 + 0.5 * normal(random) : -0.1 + 2 * normal(random);
  });
}

describe("the filter", () => {
  test("is the sum over all paths, given the values so far", () => {
    const belief = beliefOf(model);
    let log = 0;
    for (let t = 0; t < xs.length; t++) {
      log += observe(belief, xs[t]!);
      const all = paths(model, xs.subarray(0, t + 1));
      const wild = total(all.filter(({ states }) => states[t] === 1)) / total(all);
      expect(belief.chances[1]).toBeCloseTo(wild, 12);
      expect(log).toBeCloseTo(Math.log(total(all)), 11);
    }
  });

  test("keeps what it foretold for a value that no state can emit, and goes on", () => {
    const belief = beliefOf(model);
    observe(belief, 0.1);
    const [calm, wild] = belief.chances;
    expect(observe(belief, 1e300)).toBe(Number.NEGATIVE_INFINITY);
    expect(belief.chances[0]).toBeCloseTo(calm! * 0.9 + wild! * 0.3, 12);
    expect(observe(belief, 0.1)).toBeLessThan(0);
  });

  test("as an operator gives the same, a model is a node of its own, and a wrong one is refused", () => {
    const close = xs;
    const wild = evaluate({ close }, (m) => hmmFilter(m.close, model, 1));
    const belief = beliefOf(model);
    for (const [t, x] of xs.entries()) {
      observe(belief, x);
      expect(wild[t]).toBe(belief.chances[1]);
    }
    evaluate({ close }, (m) => {
      expect(hmmFilter(m.close, model, 1)).toBe(hmmFilter(m.close, model, 1));
      const other = { ...model, means: Float64Array.of(0, 1) };
      expect(hmmFilter(m.close, other, 1)).not.toBe(hmmFilter(m.close, model, 1));
      const half = { ...model, transition: Float64Array.of(0.9, 0.2, 0.3, 0.7) };
      expect(() => hmmFilter(m.close, half, 0)).toThrow(
        "chances must be at least 0 and of sum 1; were 0.9, 0.2",
      );
      expect(() => hmmFilter(m.close, model, 2)).toThrow(
        "state must be a whole number of at least 0 and at most 1",
      );
      return m.close;
    });
  });
});

describe("expectation and maximisation", () => {
  test("one step is the one that all paths, weighted by their chance, give", () => {
    const { hmm } = maximise(xs, model, { iterations: 1 });
    const all = paths(model, xs);
    const whole = total(all);
    const weight = (test: (states: readonly number[]) => boolean) =>
      total(all.filter(({ states }) => test(states))) / whole;
    const times = [...xs.keys()];
    for (const j of [0, 1]) {
      const smoothed = times.map((t) => weight((states) => states[t] === j));
      const sum = smoothed.reduce((a, b) => a + b, 0);
      const mean = smoothed.reduce((a, s, t) => a + s * xs[t]!, 0) / sum;
      const variance = smoothed.reduce((a, s, t) => a + s * (xs[t]! - mean) ** 2, 0) / sum;
      const moves = [0, 1].map((k) =>
        times.slice(1).reduce((a, t) => a + weight((states) => states[t - 1] === j && states[t] === k), 0),
      );
      expect(hmm.means[j]).toBeCloseTo(mean, 11);
      expect(hmm.deviations[j]).toBeCloseTo(Math.sqrt(variance), 11);
      expect(hmm.initial[j]).toBeCloseTo(smoothed[0]!, 11);
      for (const k of [0, 1])
        expect(hmm.transition[2 * j + k]).toBeCloseTo(moves[k]! / (moves[0]! + moves[1]!), 11);
    }
  });

  test.each([2, 3, 4])("never lowers the likelihood, with %i states", (states) => {
    const { logLikelihoods, hmm } = maximise(drawn(400, 5), startFrom(drawn(400, 5), states, "spread")!);
    expect(logLikelihoods.length).toBeGreaterThan(3);
    for (let k = 1; k < logLikelihoods.length; k++) {
      expect(logLikelihoods[k]!).toBeGreaterThanOrEqual(logLikelihoods[k - 1]! - 1e-9);
    }
    expect([...hmm.deviations]).toEqual([...hmm.deviations].sort((a, b) => a - b));
    expect(hmm.initial.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });

  test("finds the states that values were drawn from", () => {
    const values = drawn(6000, 8);
    const { hmm } = maximise(values, startFrom(values, 2, "spread")!);
    expect(hmm.deviations[0]).toBeCloseTo(0.5, 1);
    expect(hmm.deviations[1]).toBeCloseTo(2, 0);
    expect(hmm.transition[1]).toBeCloseTo(0.02, 2);
    expect(hmm.transition[2]).toBeCloseTo(0.05, 1);
  });

  test("has nothing to begin with where values do not differ", () => {
    expect(startFrom(new Float64Array(50).fill(3), 2, "spread")).toBeUndefined();
    expect(startFrom(Float64Array.of(1, Number.POSITIVE_INFINITY, 2), 2, "level")).toBeUndefined();
  });
});

describe("the regime", () => {
  const day = 86_400_000;
  const close = drawn(600, 12);
  const ts = close.map((_, i) => i * day);
  const turbulent = (from: number) =>
    evaluate({ ts: ts.slice(from), close: close.slice(from) }, (m) =>
      regime(m, m.close, { n: 100, everyMs: 30 * day }),
    );

  test("is the same wherever the data begin, from a warm-up on that its graph tells", () => {
    const all = turbulent(0);
    expect(all.findIndex((x) => !Number.isNaN(x))).toBe(120);
    for (const from of [1, 20, 21, 37]) {
      const late = turbulent(from);
      const first = late.findIndex((x) => !Number.isNaN(x));
      // The first period that begins with 100 bars seen; on the bar after such a beginning 29 more are waited for.
      expect(first).toBe(30 * Math.ceil((from + 99) / 30) - from);
      expect(first).toBeLessThanOrEqual(99 + 29);
      for (let i = first; i < late.length; i++) expect(late[i]).toBe(all[i + from]);
    }
    evaluate({ ts, close }, (m) => {
      expect(regime(m, m.close, { n: 100, everyMs: 30 * day }).warmup).toBe(99 + 29);
      return m.close;
    });
  });

  test("knows the turbulent from the calm", () => {
    const found = turbulent(0);
    const big = found.filter((x, i) => i >= 120 && Math.abs(close[i]!) > 2.5 && !Number.isNaN(x));
    expect(big.reduce((a, b) => a + b, 0) / big.length).toBeGreaterThan(0.9);
    expect(found.slice(120).every((p) => p >= 0 && p <= 1)).toBe(true);
  });

  test("of calm and turbulent sum to 1 for two states, and a flat series has none", () => {
    const calm = evaluate({ ts, close }, (m) =>
      regime(m, m.close, { n: 100, of: "calm", everyMs: 30 * day }),
    );
    for (const [i, p] of turbulent(0).entries()) if (i >= 120) expect(p + calm[i]!).toBeCloseTo(1, 12);
    const flat = evaluate({ ts, close: close.map(() => 1) }, (m) => regime(m, m.close, { n: 50 }));
    expect(flat.every(Number.isNaN)).toBe(true);
  });
});
