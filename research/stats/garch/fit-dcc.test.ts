import { expect, test } from "vitest";
import { normal, type Random, seeded } from "../../../engine/core/random.ts";
import { fitDcc } from "./fit-dcc.ts";

/** Two series whose correlation follows a planted DCC(1,1) around 0.5. */
function simulated(n: number, random: Random, { a, b }: { readonly a: number; readonly b: number }) {
  const columns = [new Float64Array(n), new Float64Array(n)];
  let [q11, q12, q22] = [1, 0.5, 1];
  let variances = [1, 1];
  for (let t = 0; t < n; t++) {
    const rho = q12 / Math.sqrt(q11 * q22);
    const x = normal(random);
    const y = rho * x + Math.sqrt(1 - rho * rho) * normal(random);
    const es = [x * Math.sqrt(variances[0]!), y * Math.sqrt(variances[1]!)];
    for (const [i, e] of es.entries()) columns[i]![t] = e;
    variances = variances.map((s2, i) => 0.05 + 0.07 * es[i]! ** 2 + 0.88 * s2);
    q11 = 1 - a - b + a * x * x + b * q11;
    q12 = 0.5 * (1 - a - b) + a * x * y + b * q12;
    q22 = 1 - a - b + a * y * y + b * q22;
  }
  return columns;
}

test("a planted model is found, and beats a constant correlation", () => {
  const fit = fitDcc(simulated(4000, seeded(8), { a: 0.05, b: 0.92 }));
  expect(Math.abs(fit.a - 0.05)).toBeLessThan(0.02);
  expect(Math.abs(fit.b - 0.92)).toBeLessThan(0.04);
  expect(fit.converged).toBe(true);
  expect(fit.logLikelihood).toBeGreaterThan(fit.logLikelihoodConstant + 10);
  const [first, last] = [fit.correlationForecast[0]!, fit.correlationForecast.at(-1)!];
  expect([...first]).toEqual([...fit.next]);
  const mean = fit.qbar[1]! / Math.sqrt(fit.qbar[0]! * fit.qbar[3]!);
  expect(Math.abs(last[1]! - mean)).toBeLessThanOrEqual(Math.abs(first[1]! - mean));
  const [s1, , , s2] = fit.covarianceForecast[2]!;
  expect(s1).toBeCloseTo(fit.univariate[0]!.forecast[2]!, 12);
  expect(s2).toBeCloseTo(fit.univariate[1]!.forecast[2]!, 12);
});

test("a constant correlation gains little from dynamics", () => {
  const fit = fitDcc(simulated(1500, seeded(2), { a: 0, b: 0 }));
  expect(fit.logLikelihood - fit.logLikelihoodConstant).toBeGreaterThanOrEqual(-1e-6);
  expect(fit.logLikelihood - fit.logLikelihoodConstant).toBeLessThan(6);
});
