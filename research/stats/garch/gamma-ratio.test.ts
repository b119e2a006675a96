import { expect, test } from "vitest";
import { gammaRatioSlope, lnGammaRatio } from "./gamma-ratio.ts";

const halfLnPi = 0.5 * Math.log(Math.PI);

test.each([
  [0.5, -halfLnPi],
  [1, halfLnPi - Math.LN2],
  [1.5, Math.log(2) - halfLnPi],
  [2, Math.log(0.75) + halfLnPi],
])("ratio at %d in closed form", (x, expected) => {
  expect(Math.abs(lnGammaRatio(x) - expected)).toBeLessThan(1e-14);
});

test.each([0.3, 1.025, 4, 19.5, 20.5, 250, 1e6])("recurrence and slope at %d", (x) => {
  // Gamma(x + 1/2) / Gamma(x) times Gamma(x + 1) / Gamma(x + 1/2) is x.
  expect(Math.abs(lnGammaRatio(x) + lnGammaRatio(x + 0.5) - Math.log(x))).toBeLessThan(2e-14);
  const h = 1e-4 * x;
  const slope = (lnGammaRatio(x + h) - lnGammaRatio(x - h)) / (2 * h);
  expect(Math.abs(gammaRatioSlope(x) / slope - 1)).toBeLessThan(1e-6);
});
