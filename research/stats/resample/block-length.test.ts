import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { blockLength } from "./block-length.ts";

/** First-order autoregression. */
function series(n: number, rho: number, seed: number): Float64Array {
  const random = seeded(seed);
  let x = 0;
  return Float64Array.from({ length: n }, () => {
    x = rho * x + normal(random);
    return x;
  });
}

test("the more a series remembers, the longer the blocks", () => {
  const [none, some, much] = [0, 0.5, 0.9].map((rho) => blockLength(series(2000, rho, 1)).stationary);
  expect(none).toBeLessThan(5);
  expect(some).toBeGreaterThan(none!);
  expect(much).toBeGreaterThan(some!);
});

test("circular blocks are longer than stationary ones by the cube root of 3/2, up to the limit", () => {
  const { stationary, circular } = blockLength(series(1000, 0.6, 2));
  expect(circular / stationary).toBeCloseTo(Math.cbrt(1.5), 12);
  // Of a series that turns at each step the long-run variance vanishes: without a limit, blocks would be endless.
  const turning = blockLength(Float64Array.from({ length: 200 }, (_, t) => (t % 2) + 1e-3 * (t % 7)));
  expect(turning.circular).toBe(Math.ceil(Math.min(3 * Math.sqrt(200), 200 / 3)));
});

test.each([
  [new Float64Array(10), /needs at least 16 values; was given 10/],
  [new Float64Array(40).fill(2), /constant/],
  [series(40, 0, 3).with(4, Number.NaN), /value 5 is NaN/],
])("what has no block length is refused", (xs, message) => {
  expect(() => blockLength(xs)).toThrow(message);
});
