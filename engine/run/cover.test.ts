import { expect, test } from "vitest";
import { seeded } from "../core/random.ts";
import { boundAbove, boundBelow, createCover } from "./cover.ts";

test("bounds hold for every stretch of bars, and are the extremes of one that is made of whole blocks", () => {
  const random = seeded(7);
  for (const length of [1, 7, 8, 9, 63, 64, 65, 130]) {
    const low = Float64Array.from({ length }, () => random());
    const high = low.map((x) => x + random());
    const cover = createCover(high, low);
    for (let from = 0; from < length; from++) {
      for (let to = from + 1; to <= length; to++) {
        const above = boundAbove(cover, from, to);
        const below = boundBelow(cover, from, to);
        const [first, end] = [from & ~7, Math.min(length, ((to - 1) | 7) + 1)];
        expect(above).toBe(Math.max(...high.subarray(first, end)));
        expect(below).toBe(Math.min(...low.subarray(first, end)));
      }
    }
  }
});
