import { expect, test } from "vitest";
import { UserError } from "../../engine/core/errors.ts";
import { normal, seeded } from "../../engine/core/random.ts";
import { jarqueBera } from "./jarque-bera.ts";

test("normal data pass, and their cubes do not", () => {
  const random = seeded(3);
  const xs = Float64Array.from({ length: 2000 }, () => normal(random));
  expect(jarqueBera(xs).p).toBeGreaterThan(0.01);
  expect(jarqueBera(xs.map((x) => x ** 3)).p).toBeLessThan(1e-300);
});

test("a constant, a gap and an empty series have no answer", () => {
  expect(jarqueBera(Float64Array.of(5, 5, 5)).p).toBeNaN();
  expect(jarqueBera(Float64Array.of(1, Number.NaN, 2)).statistic).toBeNaN();
  expect(() => jarqueBera(new Float64Array(0))).toThrow(UserError);
});

test("a large offset costs no digits", () => {
  const random = seeded(4);
  const xs = Float64Array.from({ length: 50 }, () => Math.round(random() * 1024) / 1024);
  const near = jarqueBera(xs);
  const far = jarqueBera(xs.map((x) => x + 2 ** 30));
  expect(Math.abs(far.statistic - near.statistic)).toBeLessThan(1e-9);
});
