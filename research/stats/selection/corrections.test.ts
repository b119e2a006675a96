import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { adjustPValues, correctionNames } from "./corrections.ts";

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

/** Closed testing by its definition: the greatest p-value of all sets of tests that hold the one. */
function closed(ps: readonly number[], p: (set: number[]) => number): number[] {
  const out = ps.map(() => 0);
  for (let mask = 1; mask < 2 ** ps.length; mask++) {
    const members = ps.map((_, i) => i).filter((i) => mask & (1 << i));
    const value = p(members.map((i) => ps[i]!));
    for (const i of members) out[i] = Math.max(out[i]!, value);
  }
  return out;
}

const simes = (set: number[]) =>
  Math.min(...set.toSorted((a, b) => a - b).map((p, i) => (p * set.length) / (i + 1)));
const leastTimesCount = (set: number[]) => Math.min(1, set.length * Math.min(...set));

property.prop([fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 7 })])(
  "Holm is Bonferroni closed, Hommel is Simes closed",
  (ps) => {
    for (const [correction, p] of [
      ["holm", leastTimesCount],
      ["hommel", simes],
    ] as const) {
      const want = closed(ps, p);
      const got = adjustPValues(ps, correction);
      for (let i = 0; i < ps.length; i++) expect(got[i]).toBeCloseTo(want[i]!, 12);
    }
  },
);

property.prop([pValues])(
  "a correction keeps the order, stays within 1, and only the two-stage one can lower",
  (ps) => {
    for (const name of correctionNames) {
      const adjusted = adjustPValues(ps, name);
      for (let i = 0; i < ps.length; i++) {
        expect(adjusted[i]).toBeLessThanOrEqual(1);
        if (name !== "two-stage") expect(adjusted[i]).toBeGreaterThanOrEqual(ps[i]! * (1 - 1e-12));
        for (let j = 0; j < ps.length; j++) {
          if (ps[i]! < ps[j]!) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]! + 1e-15);
        }
      }
    }
  },
);

test("stronger corrections are never above weaker ones", () => {
  const ps = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.5, 0.9];
  const [bonferroni, holm, hochberg, hommel, bh] = (
    ["bonferroni", "holm", "hochberg", "hommel", "benjamini-hochberg"] as const
  ).map((name) => adjustPValues(ps, name));
  for (let i = 0; i < ps.length; i++) {
    expect(holm![i]).toBeLessThanOrEqual(bonferroni![i]!);
    expect(hochberg![i]).toBeLessThanOrEqual(holm![i]!);
    expect(hommel![i]).toBeLessThanOrEqual(hochberg![i]! + 1e-15);
    expect(bh![i]).toBeLessThanOrEqual(hommel![i]! + 1e-15);
  }
});

test("no tests, and bad values", () => {
  expect(adjustPValues([], "holm")).toHaveLength(0);
  expect(() => adjustPValues([0.5, 1.5], "holm")).toThrow("a p-value must be in [0, 1]; was 1.5");
  expect(() => adjustPValues([Number.NaN], "bonferroni")).toThrow(/was NaN/);
});
