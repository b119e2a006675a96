import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { averageUniqueness, concurrency, returnAttribution, timeDecay } from "./uniqueness.ts";

const n = 20;
const span = fc
  .tuple(fc.nat(n - 1), fc.nat(n - 1))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

property.prop([fc.array(span, { minLength: 1, maxLength: 15 })])("counted and averaged naively", (spans) => {
  const counts = Array.from({ length: n }, (_, t) => spans.filter((s) => s.from <= t && t <= s.to).length);
  expect([...concurrency(spans, n)]).toEqual(counts);
  const unique = averageUniqueness(spans, n);
  for (const [i, { from, to }] of spans.entries()) {
    const shares = counts.slice(from, to + 1).map((count) => 1 / count);
    expect(unique[i]).toBeCloseTo(shares.reduce((sum, s) => sum + s, 0) / shares.length, 12);
  }
});

test("a return counts once, shared by the labels that span it", () => {
  const prices = Float64Array.of(100, 110, 121, 133.1);
  const rise = Math.log(1.1);
  const { raw, normalised } = returnAttribution(
    [
      { from: 0, to: 2 },
      { from: 2, to: 3 },
    ],
    prices,
  );
  expect(raw[0]).toBeCloseTo(1.5 * rise, 12);
  expect(raw[1]).toBeCloseTo(1.5 * rise, 12);
  expect(normalised[0]! + normalised[1]!).toBeCloseTo(2, 12);
});

test("decay by age", () => {
  const uniqueness = new Float64Array(4).fill(0.5);
  expect([...timeDecay(uniqueness, 1)]).toEqual([1, 1, 1, 1]);
  expect([...timeDecay(uniqueness, 0)]).toEqual([0.25, 0.5, 0.75, 1]);
  expect([...timeDecay(uniqueness, -0.5)]).toEqual([0, 0, 0.5, 1]);
});

test("bad input is refused", () => {
  expect(() => concurrency([{ from: 2, to: 1 }], 5)).toThrow(/within 0 to 4; was 2 to 1/);
  expect(() => averageUniqueness([{ from: 0, to: 5 }], 5)).toThrow(/was 0 to 5/);
  expect(() => timeDecay(new Float64Array(2), -1)).toThrow(/in \(-1, 1\]; was -1/);
});
