import { expect, test } from "vitest";
import { evaluate } from "../../../engine/compile/evaluate.ts";
import { normal, seeded } from "../../../engine/core/random.ts";
import { maximise, startFrom } from "../../../engine/ops/hmm/fit-hmm.ts";
import { hmmFilter } from "../../../engine/ops/hmm-filter.ts";
import { fitHmm } from "./fit-hmm.ts";

const random = seeded(4);
/** Three levels of equal deviation, which a start by spread alone does not tell apart. */
const values = Float64Array.from(
  { length: 450 },
  (_, i) => [-3, 0, 3][Math.floor(i / 50) % 3]! + normal(random),
);

test("is the likeliest of several starts, the same for a seed, its states in order of deviation", () => {
  const { hmm, logLikelihoods } = fitHmm(values, { states: 3, starts: 1 });
  const alone = maximise(values, startFrom(values, 3, "spread")!);
  expect(logLikelihoods.at(-1)!).toBeGreaterThan(alone.logLikelihoods.at(-1)! - 1e-6);
  expect([...hmm.means].sort((a, b) => a - b).map((x) => Math.round(x) + 0)).toEqual([-3, 0, 3]);
  expect([...hmm.deviations]).toEqual([...hmm.deviations].sort((a, b) => a - b));
  expect(fitHmm(values, { states: 3, starts: 1 })).toEqual({ hmm, logLikelihoods });
  const gaps = Float64Array.of(Number.NaN, ...values.subarray(0, 200), Number.NaN, ...values.subarray(200));
  expect(fitHmm(gaps, { states: 3, starts: 1 })).toEqual({ hmm, logLikelihoods });
});

test("what it finds is what the filter takes", () => {
  const { hmm } = fitHmm(values, { states: 3, starts: 0 });
  const high = hmm.means.indexOf(Math.max(...hmm.means));
  const chance = evaluate({ close: values }, (m) => hmmFilter(m.close, hmm, high));
  expect(chance[120]).toBeGreaterThan(0.9);
  expect(chance[20]).toBeLessThan(0.1);
});

test.each([
  [values, { states: 1 }, "a hidden Markov model must have 2 to 8 states; was 1"],
  [values.subarray(0, 15), {}, "needs at least 20 values; got 15"],
  [new Float64Array(50), {}, "all are equal, or one is infinite"],
])("what it cannot fit is refused: %#", (xs, options, message) => {
  expect(() => fitHmm(xs, options)).toThrow(message);
});
