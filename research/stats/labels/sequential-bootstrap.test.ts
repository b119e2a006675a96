import { expect, test } from "vitest";
import { seeded } from "../../../engine/core/random.ts";
import { drawProbabilities, sequentialBootstrap } from "./sequential-bootstrap.ts";
import { averageUniqueness } from "./uniqueness.ts";

const spans = [
  { from: 0, to: 2 },
  { from: 2, to: 3 },
  { from: 4, to: 5 },
];

test("the published example: 5/14, 3/14, 6/14 after the second label", () => {
  const { probabilities } = drawProbabilities(spans, 6, [1]);
  for (const [i, want] of [5, 3, 6].entries()) expect(probabilities[i]! * 14).toBeCloseTo(want, 12);
});

test("draws follow the probabilities", () => {
  const random = seeded(5);
  const counts = [0, 0, 0];
  for (let i = 0; i < 9000; i++) {
    const [first, second] = sequentialBootstrap(spans, { n: 6, size: 2, random });
    if (first === 1) counts[second!]!++;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  for (const [i, want] of [5, 3, 6].entries()) expect(counts[i]! / total).toBeCloseTo(want / 14, 1);
});

test("samples are more unique than those of plain draws", () => {
  const random = seeded(6);
  // As the experiment of Lopez de Prado 2018, 4.5.4: 10 labels of at most 5 bars within 100.
  const many = Array.from({ length: 10 }, () => {
    const from = Math.floor(random() * 100);
    return { from, to: from + 1 + Math.floor(random() * 4) };
  });
  const uniquenessOf = (drawn: number[]) => {
    const unique = averageUniqueness(
      drawn.map((index) => many[index]!),
      110,
    );
    return unique.reduce((sum, u) => sum + u, 0) / unique.length;
  };
  let [sequential, plain] = [0, 0];
  for (let i = 0; i < 100; i++) {
    sequential += uniquenessOf(sequentialBootstrap(many, { n: 110, random }));
    plain += uniquenessOf(Array.from(many, () => Math.floor(random() * many.length)));
  }
  expect(sequential).toBeGreaterThan(1.05 * plain);
});

test("bad input is refused", () => {
  expect(() => sequentialBootstrap([], { n: 5, random: seeded(1) })).toThrow(/at least one label/);
  expect(() => drawProbabilities(spans, 6, [7])).toThrow("there is no label 7");
});
