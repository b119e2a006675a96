import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { blockSums, halfSharpes } from "./half-sharpes.ts";
import { sharpeMoments } from "./sharpe-moments.ts";

test("blocks joined have the Sharpe ratio of their rows", () => {
  const random = seeded(3);
  const xs = Float64Array.from({ length: 60 }, () => 0.001 + 0.01 * normal(random));
  const { inside, outside } = halfSharpes([blockSums(xs, 6)], [0, 2, 5]);
  const rowsOf = (blocks: number[]) =>
    Float64Array.from(blocks.flatMap((b) => [...xs.subarray(10 * b, 10 * b + 10)]));
  expect(inside[0]).toBeCloseTo(sharpeMoments(rowsOf([0, 2, 5])).sharpe, 12);
  expect(outside[0]).toBeCloseTo(sharpeMoments(rowsOf([1, 3, 4])).sharpe, 12);
});

test("a flat strategy has none to show, and one that gains without risk is refused", () => {
  expect(halfSharpes([blockSums(new Float64Array(8), 4)], [0, 1]).inside).toEqual([0]);
  expect(() => halfSharpes([blockSums(new Float64Array(8).fill(0.01), 4)], [0, 1])).toThrow(/leave it out/);
});
