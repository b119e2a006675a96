import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { coordinatesOf } from "./coordinates.ts";
import type { GarchSpec } from "./model.ts";

const inside = fc.double({ min: 0.02, max: 0.98, noNaN: true });
const specs = (["garch", "gjr", "egarch"] as const).flatMap((model) =>
  (["normal", "t"] as const).map((distribution): GarchSpec => ({ model, distribution, mean: "constant" })),
);

describe.each(specs)("$model $distribution", (spec) => {
  const { box, free, parametersAt, pullBack } = coordinatesOf(spec, 2.3);
  const pointAt = (shares: readonly number[]) => {
    const u = Float64Array.of(0.1, 0, 0.5, 0.5, 0.5, 0);
    for (const [j, i] of free.entries()) {
      u[i] = box.lower[i]! + shares[j]! * (box.upper[i]! - box.lower[i]!);
    }
    return u;
  };

  property.prop([fc.array(inside, { minLength: 6, maxLength: 6 })])(
    "every point keeps the constraints",
    (shares) => {
      const full = new Float64Array(6);
      parametersAt(pointAt(shares), full);
      const [, omega, alpha, gamma, beta, nu] = full;
      if (spec.model === "egarch") expect(Math.abs(beta!)).toBeLessThan(1);
      else {
        expect(omega).toBeGreaterThan(0);
        expect(Math.min(alpha!, beta!, alpha! + gamma!)).toBeGreaterThanOrEqual(-1e-15);
        expect(alpha! + gamma! / 2 + beta!).toBeLessThan(1);
        if (spec.model === "garch") expect(gamma! + 0).toBe(0);
      }
      if (spec.distribution === "t") expect(nu! > 2.05 && nu! < 500).toBe(true);
      else expect(nu).toBe(Number.POSITIVE_INFINITY);
    },
  );

  property.prop([fc.array(inside, { minLength: 6, maxLength: 6 })])(
    "derivatives are those of the map",
    (shares) => {
      const u = pointAt(shares);
      const weights = Float64Array.of(0.3, -1, 2, 0.7, -0.4, 0.1);
      const valueAt = (point: Float64Array) => {
        const full = new Float64Array(6);
        parametersAt(point, full);
        return full.reduce((sum, x, i) => sum + (Number.isFinite(x) ? weights[i]! * x : 0), 0);
      };
      const slopes = new Float64Array(6);
      pullBack(u, weights, slopes);
      for (const i of free) {
        const h = 1e-6 * (i === 5 ? u[i]! : 1);
        const slope = (valueAt(u.with(i, u[i]! + h)) - valueAt(u.with(i, u[i]! - h))) / (2 * h);
        expect(Math.abs(slopes[i]! - slope)).toBeLessThan(1e-4 * (1 + Math.abs(slope)));
      }
    },
  );
});
