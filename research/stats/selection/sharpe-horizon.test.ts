import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { sharpeHorizonFactor } from "./sharpe-horizon.ts";

const random = seeded(37);

function series(rho: number): Float64Array {
  let x = 0;
  return Float64Array.from({ length: 5000 }, () => {
    x = rho * x + normal(random);
    return x;
  });
}

test("independent returns grow by the root of time, trending ones by less, reverting ones by more", () => {
  expect(sharpeHorizonFactor(series(0), 12) / Math.sqrt(12)).toBeCloseTo(1, 1);
  expect(sharpeHorizonFactor(series(0.4), 12)).toBeLessThan(3);
  expect(sharpeHorizonFactor(series(-0.4), 12)).toBeGreaterThan(4);
  expect(sharpeHorizonFactor(series(0.4), 1)).toBe(1);
});

test("it has no value where the variance of the sum would not be positive", () => {
  const turning = Float64Array.from({ length: 10 }, (_, t) => (t % 2 === 0 ? 1 : -1));
  expect(sharpeHorizonFactor(turning, 2)).toBeCloseTo(Math.sqrt(20), 9);
  expect(sharpeHorizonFactor(new Float64Array(10).fill(1), 3)).toBeNaN();
  expect(() => sharpeHorizonFactor(turning, 11)).toThrow(/from 1 to 10/);
});
