import fc from "fast-check";
import { expect, test } from "vitest";
import { parseGrid, parseGridCount } from "../trade/grid.ts";
import { quickCount } from "./quick-count.ts";

const outcome = (read: () => number) => {
  try {
    return read();
  } catch (error) {
    return (error as Error).message;
  }
};

test("gives what the exact reading gives, the message of its refusal included", () => {
  const text = fc.oneof(
    fc.stringMatching(/^\d{0,12}\.?\d{0,12}$/),
    fc.stringMatching(/^[-+\d.e]{0,12}$/),
    fc.double({ noNaN: true, min: 0, max: 1e6 }).map(String),
  );
  const step = fc.constantFrom("0.01", "0.00001", "5", "0.05", "0.125", "1e-8", "1000");
  fc.assert(
    fc.property(step, text, (size, decimal) => {
      const grid = parseGrid("step", size);
      expect(outcome(() => quickCount("price", grid, decimal))).toBe(
        outcome(() => parseGridCount("price", grid, decimal)),
      );
    }),
    { numRuns: 5_000 },
  );
});
