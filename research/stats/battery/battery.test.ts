import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../engine/core/errors.ts";
import { normal, seeded } from "../../../engine/core/random.ts";
import { poisson } from "../distributions/poisson.ts";
import { transformed } from "../transform.ts";
import { demandOptions, statTest, statTests } from "./catalog.ts";
import { seriesPage } from "./series-page.ts";
import {
  choice,
  judged,
  lagChoice,
  lagNumbers,
  type Outcome,
  type StatOptions,
  type StatTest,
} from "./stat-test.ts";

const walk = (seed: number, n: number): Float64Array => {
  const random = seeded(seed);
  let level = 0;
  return Float64Array.from({ length: n }, () => (level += normal(random)));
};

/** What a test says of series, or the error that refuses them. Any other error is a bug. */
function answer(
  test: StatTest,
  series: readonly Float64Array[],
  options: Partial<StatOptions> = {},
): readonly Outcome[] {
  const quick = test.options.includes("resamples") ? { resamples: 20 } : {};
  try {
    const names = series.map((_, i) => `s${i}`);
    return test.run(series, { alpha: 0.05, ...quick, ...options }, names);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function expectSound(outcomes: readonly Outcome[]): void {
  for (const { test: name, p, verdict } of outcomes) {
    expect(verdict.length, name).toBeGreaterThan(3);
    if (!Number.isNaN(p)) {
      expect(p, name).toBeGreaterThanOrEqual(0);
      expect(p, name).toBeLessThanOrEqual(1);
    }
  }
}

const single = statTests.filter(({ takes }) => takes === "one");
const several = statTests.filter(({ takes }) => takes === "several");

/** Series that have no chance in them, or hardly any. */
const odd: Readonly<Record<string, Float64Array>> = {
  nothing: new Float64Array(0),
  one: Float64Array.of(1),
  two: Float64Array.of(1, 2),
  constant: new Float64Array(200).fill(5),
  zeros: new Float64Array(200),
  "with a gap": Float64Array.from({ length: 200 }, (_, i) => (i === 100 ? Number.NaN : Math.sin(i))),
  "with infinity": Float64Array.from({ length: 200 }, (_, i) =>
    i === 100 ? Number.POSITIVE_INFINITY : Math.sin(i),
  ),
};

describe("a series without an answer gets none", () => {
  // Two values can be tested, if to no great use; a strategy that stays flat may be one of those tried.
  const pairs = single.flatMap((each) =>
    Object.entries(odd)
      .filter(([what]) => what !== "two")
      .map(([what, xs]) => [each.name, what, each, xs] as const),
  );
  test.each(pairs)("%s of %s", (_name, _what, each, xs) => {
    for (const { p, statistic, verdict } of answer(each, [xs])) {
      expect(Number.isNaN(p) || Number.isNaN(statistic)).toBe(true);
      expect(verdict).not.toMatch(/rejected$|above|below/);
    }
  });

  test.each(
    several.flatMap((each) =>
      Object.entries(odd)
        .filter(([what]) => each.name !== "pbo" || what !== "zeros")
        .map(([what, xs]) => [each.name, what, each, xs] as const),
    ),
  )("%s of a walk and %s", (_name, _what, each, xs) => {
    expect(answer(each, [walk(3, xs.length), xs])).toEqual([]);
  });
});

const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.integer({ min: -2, max: 2 }),
);

property.prop([fc.array(numbers, { maxLength: 80 }), fc.constantFrom(...single)], { numRuns: 400 })(
  "whatever the series: an error of the user or a probability, and an end",
  (xs, each) => expectSound(answer(each, [Float64Array.from(xs)])),
);

property.prop([fc.array(fc.tuple(numbers, numbers), { maxLength: 60 }), fc.constantFrom(...several)], {
  numRuns: 150,
})("whatever the series together", (rows, each) => {
  expectSound(answer(each, [Float64Array.from(rows, ([x]) => x), Float64Array.from(rows, ([, y]) => y)]));
});

describe("verdicts", () => {
  const verdictOf = (name: string, ...series: Float64Array[]) =>
    answer(statTest(name), series).map(({ verdict }) => verdict);
  const noise = walk(12, 600).map((x, i, xs) => x - (xs[i - 1] ?? 0));

  test("tell a walk from noise", () => {
    const levels = walk(5, 600);
    expect(verdictOf("adf", levels)).toEqual(["a unit root is not rejected: it may wander"]);
    expect(verdictOf("adf", noise)).toEqual(["stationary: a unit root is rejected"]);
    expect(verdictOf("phillips-perron", noise)).toEqual(["stationary: a unit root is rejected"]);
    expect(verdictOf("dfgls", levels)).toEqual(["a unit root is not rejected: it may wander"]);
    expect(verdictOf("kpss", levels)).toEqual(["not stationary: KPSS is rejected"]);
    expect(verdictOf("variance-ratio", levels)).toContain("a random walk is not rejected");
    expect(verdictOf("variance-ratio", noise).every((words) => words.includes("turn back"))).toBe(true);
    expect(verdictOf("fracdiff", levels)[0]).toMatch(/^stationary after differencing 0\.\d times|1 times/);
  });

  test("tell dependence from none", () => {
    expect(verdictOf("ljung-box", noise)).toEqual(["no autocorrelation is found"]);
    expect(verdictOf("ljung-box", walk(5, 600))).toEqual(["autocorrelated"]);
    expect(verdictOf("durbin-watson", walk(5, 600))).toEqual(["well below 2: neighbours are alike"]);
    const alternating = Float64Array.from(
      { length: 100 },
      (_, i) => (i % 2 === 0 ? 1 : -1) + noise[i]! * 0.1,
    );
    expect(verdictOf("durbin-watson", alternating)).toEqual(["well above 2: neighbours are opposite"]);
    // 2 times the 97.5% quantile over the root of 600 is 0.16.
    expect(verdictOf("durbin-watson", noise)).toEqual([
      "within 2 ± 0.16: neighbours may have nothing in common",
    ]);
    const slightly = noise.map((x, i) => x - 0.2 * (noise[i - 1] ?? 0));
    expect(verdictOf("durbin-watson", slightly)).toEqual([
      "above 2 ± 0.16: neighbours are a little opposite",
    ]);
    const few = noise.subarray(0, 9).map((x, i) => (i % 2 === 0 ? 1 : -1) * 0.2 + x);
    expect(verdictOf("durbin-watson", few)[0]).toMatch(/^within 2 ± 1\.3/);
    expect(verdictOf("arch-lm", noise)).toEqual(["no ARCH effects are found"]);
    const bursts = noise.map((x, i) => x * (i % 200 < 100 ? 0.2 : 3));
    expect(verdictOf("arch-lm", bursts)).toEqual(["the variance has a memory (ARCH)"]);
    expect(verdictOf("acf", walk(5, 600)).slice(0, 3)).toEqual(Array(3).fill("beyond its bounds"));
  });

  test("tell distributions apart", () => {
    expect(verdictOf("jarque-bera", noise)).toEqual(["may be normal"]);
    expect(
      verdictOf(
        "jarque-bera",
        noise.map((x) => x ** 3),
      )[0],
    ).toMatch(/^not normal: fatter tails/);
    const grown = noise.map((x) => Math.exp(x));
    const [near] = answer(statTest("ks"), [noise.map((x) => Math.exp(0.3 * x))], { against: "log-normal" });
    expect(near!.verdict).toBe("may be log-normal (p is an upper bound: moments are fitted)");
    expect(answer(statTest("ks"), [grown], { against: "normal" })[0]!.verdict).toBe("not normal");
    const counts = Float64Array.from(
      { length: 500 },
      (
        (random) => () =>
          poisson({ mean: 3 }).draw(random)
      )(seeded(4)),
    );
    const of = (xs: Float64Array, against: string) =>
      answer(statTest("chi-square"), [xs], { against })[0]!.verdict;
    expect([of(counts, "poisson"), of(noise, "normal"), of(grown, "normal")]).toEqual([
      "may be poisson",
      "may be normal",
      "not normal",
    ]);
    for (const against of ["exponential", "gamma"]) {
      expect(answer(statTest("ks"), [grown], { against })[0]!.p).toBeLessThan(0.05);
    }
  });

  test("tell series that belong together", () => {
    const [one, other] = [walk(5, 600), walk(6, 600)];
    const near = one.map((x, i) => 1 + 2 * x + noise[i]! * 0.5);
    expect(verdictOf("engle-granger", near, one)).toEqual(["cointegrated"]);
    expect(verdictOf("engle-granger", other, one)).toEqual(["no cointegration is found"]);
    const double = one.map((x) => 2 * x);
    expect(() => statTest("engle-granger").run([double, one], { alpha: 0.05 }, ["b", "a"])).toThrow(
      /^engle-granger: the series are collinear/,
    );
    expect(verdictOf("johansen", near, one)[0]).toBe("more than 0 relations, at 95%");
    expect(
      verdictOf(
        "ewma",
        noise,
        noise.map((x) => -x),
      ),
    ).toEqual(["strong, negative"]);
  });

  test("tell skill from luck", () => {
    const gains = noise.map((x) => 0.3 + x);
    expect(verdictOf("mean", gains)).toEqual(["the mean is above 0"]);
    expect(verdictOf("sharpe", gains)).toEqual(["above 0"]);
    expect(verdictOf("sharpe", noise)).toEqual(["not clearly above 0"]);
    const [, deflated] = answer(statTest("sharpe"), [gains], { trials: 10 });
    expect(deflated!.verdict).toBe("more than the best of 10 by luck");
    expect(answer(statTest("spa"), [gains, noise], { resamples: 200 })[0]!.verdict).toBe(
      "s0 is better than luck",
    );
    expect(
      answer(statTest("romano-wolf"), [gains, noise], { resamples: 200 }).map(({ p }) => p < 0.05),
    ).toEqual([true, false]);
    expect(answer(statTest("mcs"), [gains, noise], { resamples: 200 })[1]!.verdict).toBe(
      "worse than the best",
    );
    const prices = walk(21, 2000).map((x) => 100 * Math.exp(0.01 * x));
    expect(verdictOf("triple-barrier", prices)).toEqual(["bets at events may gain nothing"]);
    const [ofMean, ofDeviation] = verdictOf("bootstrap", gains);
    expect(ofMean).toContain("0 lies outside");
    expect(ofDeviation).not.toContain("0 lies");
    expect(answer(statTest("adjust"), [], { "p-values": [0.01, 0.04] }).map(({ p }) => p)).toEqual([
      0.02, 0.04,
    ]);
  });
});

test("a page tells of levels, changes and squares", () => {
  const prices = walk(7, 300).map((x) => 100 * Math.exp(x * 0.01));
  const page = seriesPage("price", prices, "log-return", { alpha: 0.05 });
  expect([page.n, page.levels, page.changes]).toEqual([299, "log", "log-return"]);
  expect(page.outcomes.map(({ test: name }) => name)).toContain("ljung-box 10, squares");
  expectSound(page.outcomes);
  const of = (start: string) => page.outcomes.find(({ test: name }) => name.startsWith(start))!;
  const [sharpe] = statTest("sharpe").run([transformed("price", prices, "return")], { alpha: 0.05 }, []);
  expect(of("sharpe")).toMatchObject({
    test: "sharpe, per period, one-sided, returns",
    statistic: sharpe!.statistic,
    p: sharpe!.p,
  });
  const page40 = (value: (i: number) => number) =>
    seriesPage(
      "x",
      Float64Array.from({ length: 40 }, (_, i) => value(i)),
      "diff",
      { alpha: 0.05 },
    );
  expect(() => page40(() => 5)).toThrow("x: the series is constant; all 40 values are 5");
  expect(() => page40((i) => i)).toThrow("diff of x: the series is constant; all 39 values are 1");
  expect(seriesPage("change", walk(8, 100), "diff", { alpha: 0.05 }).levels).toBe("raw");
});

describe("options", () => {
  test("are those that a test lists", () => {
    expect(() => demandOptions(statTest("hurst"), { alpha: 0.05, block: 3 })).toThrow(
      "hurst has no --block; it takes none",
    );
    expect(() => demandOptions(statTest("adf"), { alpha: 0.05, lags: [1] })).not.toThrow();
    expect(() => statTest("hirst")).toThrow('did you mean "hurst"?');
    expect(() => statTest("zzzzzz")).toThrow("bot4 stats list names them all");
  });

  test("are read as numbers or words", () => {
    expect(lagNumbers({ alpha: 0.05 }, [3])).toEqual([3]);
    expect(() => lagNumbers({ alpha: 0.05, lags: ["x"] }, [3])).toThrow(UserError);
    expect(lagChoice({ alpha: 0.05, lags: ["aic"] }, ["aic"], 1)).toBe("aic");
    expect(lagChoice({ alpha: 0.05, lags: [4] }, ["aic"], 1)).toBe(4);
    expect(() => lagChoice({ alpha: 0.05, lags: ["x"] }, [], 1)).toThrow(
      "--lags must be no word or a number",
    );
    expect(() => choice("--model", "garhc", ["garch", "gjr"])).toThrow('did you mean "garch"?');
    expect(judged(Number.NaN, 0.05, "yes", "no")).toContain("no answer");
  });
});
