import { expect, test } from "vitest";
import { seeded } from "../core/random.ts";
import { extremesOf, findRange, range } from "./extremes.ts";

test("the range of any stretch is that of its bars", () => {
  const random = seeded(3);
  const column = (length: number) => Float64Array.from({ length }, () => Math.round(50 * random()));
  for (const length of [0, 1, 5, 63, 64, 65, 300]) {
    const [high, low] = [column(length), column(length)];
    const extremes = extremesOf({
      symbol: "A",
      timeframeMs: 1,
      ts: high,
      open: high,
      high,
      low,
      close: low,
      volume: low,
    });
    for (let tries = 0; tries < 400; tries++) {
      const from = Math.floor(random() * (length + 1));
      const to = from + Math.floor(random() * (length - from + 1));
      findRange(extremes, from, to);
      expect(range, `${from} to ${to} of ${length}`).toEqual({
        highest: Math.max(...high.subarray(from, to)),
        lowest: Math.min(...low.subarray(from, to)),
      });
    }
  }
});
