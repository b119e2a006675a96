import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { beta, exponential, gamma, logNormal, poisson } from "./distributions.ts";
import { type Random, seeded } from "./random.ts";

const folder = process.env.BOT4_ORACLES ?? fileURLToPath(new URL("../../../shared/oracles", import.meta.url));
const file = `${folder}/statistics/distributions.json`;
const absent = !existsSync(file) && process.env.CI !== "true";

interface Case {
  readonly name: string;
  readonly input: { readonly params: Readonly<Record<string, number>> };
  readonly expect: {
    readonly mean: number;
    readonly variance: number;
    readonly excess_kurtosis: number;
    readonly quantiles: Readonly<Record<string, number>>;
    readonly pmf: Readonly<Record<string, number>>;
    readonly [name: string]: unknown;
  };
}

const cases: Case[] = absent ? [] : JSON.parse(readFileSync(file, "utf8")).cases;
const of = (prefix: string) => cases.filter(({ name }) => new RegExp(`^${prefix}[\\d-]`).test(name));

const draws: Readonly<Record<string, (random: Random, params: Readonly<Record<string, number>>) => number>> =
  {
    lognormal_mu: (random, { mu, sigma }) => logNormal(random, mu!, sigma!),
    exponential_rate: (random, { rate }) => exponential(random, rate!),
    beta_: (random, { a, b }) => beta(random, a!, b!),
    gamma_shape: (random, { shape, scale }) => gamma(random, shape!, scale!),
  };

describe.skipIf(absent)(
  "generators against reference distributions (skipped where ../shared/oracles is not there)",
  () => {
    const n = 100_000;

    test.each(Object.keys(draws).flatMap((prefix) => of(prefix).map((c) => [c.name, prefix, c] as const)))(
      "%s: the counts between its quantiles pass chi-square, and the mean lies within five standard errors",
      (_, prefix, { input, expect: known }) => {
        const random = seeded(20_261_123);
        const xs = Float64Array.from({ length: n }, () => draws[prefix]!(random, input.params));
        const levels = Object.entries(known.quantiles).map(([p, q]) => [Number(p), q] as const);
        levels.sort((a, b) => a[0] - b[0]);
        const bounds = [...levels, [1, Number.POSITIVE_INFINITY] as const];
        let [chi2, before] = [0, [0, Number.NEGATIVE_INFINITY] as readonly [number, number]];
        for (const bound of bounds) {
          const expected = (bound[0] - before[0]) * n;
          const observed = xs.filter((x) => x > before[1] && x <= bound[1]).length;
          chi2 += (observed - expected) ** 2 / expected;
          before = bound;
        }
        // 11 degrees of freedom: the 99.99% quantile.
        expect(chi2).toBeLessThan(37.4);
        const mean = xs.reduce((sum, x) => sum + x, 0) / n;
        expect(Math.abs(mean - known.mean)).toBeLessThan(5 * Math.sqrt(known.variance / n));
      },
    );

    test.each(of("poisson_").map((c) => [c.name, c] as const))(
      "%s: mean, variance and the share of each listed count",
      (_, { input, expect: known }) => {
        const random = seeded(7);
        const xs = Float64Array.from({ length: n }, () => poisson(random, input.params.lam!));
        const mean = xs.reduce((sum, x) => sum + x, 0) / n;
        const variance = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
        expect(Math.abs(mean - known.mean)).toBeLessThan(5 * Math.sqrt(known.variance / n));
        const spread = known.variance * Math.sqrt((known.excess_kurtosis + 2) / n);
        expect(Math.abs(variance - known.variance)).toBeLessThan(5 * spread);
        for (const [count, share] of Object.entries(known.pmf)) {
          const seen = xs.filter((x) => x === Number(count)).length;
          expect(Math.abs(seen - share * n)).toBeLessThan(5 * Math.sqrt(share * (1 - share) * n) + 1);
        }
      },
    );
  },
);

test("equal seeds give equal numbers", () => {
  const three = (seed: number) => {
    const random = seeded(seed);
    return [gamma(random, 0.5, 2), poisson(random, 100), beta(random, 2, 5)];
  };
  expect(three(3)).toEqual(three(3));
  expect(three(3)).not.toEqual(three(4));
});
