import { describe, expect, test } from "vitest";
import { seeded } from "../../engine/core/random.ts";
import { choice, int, num, type Params, strategy } from "../../engine/graph/strategy.ts";
import { coordinateAt, fractionOf } from "./axis.ts";
import { drawHypercube } from "./draw.ts";
import { createSearch, type SearchKind, type SearchOptions } from "./search.ts";
import { eachAllowed, type Space, spaceOf, type Variant } from "./space.ts";

const spaceWith = (params: Params, words: readonly string[], where?: string): Space =>
  spaceOf(strategy({ name: "s", params, decide: () => ({ target: 1 }) }), { params: words, where });
const mixed = { n: int(5), x: num(0), y: num(0), z: num(0), kind: choice("a", ["a", "b", "c"]) };

/** Runs a search to its end on a function of the parameters; the variants in the order in which they were tried. */
function tryAll(
  space: Space,
  options: Omit<SearchOptions, "batch"> & { batch?: number },
  score: (params: Variant) => number,
) {
  const search = createSearch(space, { batch: 64, ...options });
  const tried: { params: Variant; score: number }[] = [];
  const width = space.axes.length;
  for (let batch = search.next(); batch; batch = search.next()) {
    const scores: number[] = [];
    const add = (point: ArrayLike<number>) => {
      const params = space.paramsAt(point);
      scores.push(score(params));
      tried.push({ params, score: scores.at(-1)! });
    };
    if (batch.kind === "range") eachAllowed(space, batch.from, batch.to, (_, point) => add(point));
    else {
      for (let k = 0; k < batch.variants; k++) add(batch.points.subarray(k * width, (k + 1) * width));
    }
    expect(scores).toHaveLength(batch.variants);
    search.tell(batch, scores);
  }
  return { tried, trials: search.trials, best: Math.max(...tried.map((each) => each.score)) };
}

const plain = (params: Variant) => Number(params.n);

describe("a grid", () => {
  test("is tried whole, in the order of nested loops, whatever the batches", () => {
    const space = spaceWith(mixed, ["n=1:4", "kind", "x=0:1:0.5"], "n != 3");
    const runs = [1, 2, 5, 1000].map((batch) => tryAll(space, { kind: "grid", seed: 1, batch }, plain));
    const [first] = runs;
    expect(first!.trials).toBe(27);
    expect(first!.tried.map(({ params }) => [params.n, params.kind, params.x])).toEqual(
      [1, 2, 4].flatMap((n) => ["a", "b", "c"].flatMap((kind) => [0, 0.5, 1].map((x) => [n, kind, x]))),
    );
    for (const run of runs) expect(run.tried).toEqual(first!.tried);
  });

  test("of nothing that varies has one variant", () => {
    const { tried, trials } = tryAll(spaceWith(mixed, ["n=3"]), { kind: "grid", seed: 1 }, plain);
    expect([tried.length, trials]).toEqual([1, 1]);
  });

  test("without an allowed point is refused, and so are trials", () => {
    const none = spaceWith(mixed, ["n=1:4"], "n > 9");
    const options = { seed: 1, batch: 10 };
    for (const kind of ["grid", "random", "lhs", "tpe"] as const) {
      expect(() => createSearch(none, { kind, ...options }).next(), kind).toThrow("no combination");
    }
    expect(() => createSearch(none, { kind: "grid", trials: 5, ...options })).toThrow(
      "a grid tries every point",
    );
    expect(() => createSearch(none, { kind: "random", trials: 0.5, ...options })).toThrow("was 0.5");
  });
});

describe.each(["random", "lhs", "tpe"] as const)("%s", (kind: SearchKind) => {
  const space = () => spaceWith(mixed, ["n=1:500", "x=0:1", "y=-2:2", "kind"], "x < 0.9 && n % 2 == 0");

  test("stays within bounds and conditions, and depends on its seed alone", () => {
    const score = ({ x, y }: Variant) => -((Number(x) - 0.3) ** 2) - Number(y) ** 2;
    const run = tryAll(space(), { kind, trials: 100, seed: 7 }, score);
    expect(run.tried).toHaveLength(100);
    for (const { params } of run.tried) {
      const { n, x, y } = params as { n: number; x: number; y: number };
      expect(Number.isInteger(n) && n >= 1 && n <= 500 && n % 2 === 0).toBe(true);
      expect(x >= 0 && x < 0.9 && y >= -2 && y <= 2).toBe(true);
    }
    expect(tryAll(space(), { kind, trials: 100, seed: 7, batch: 3 }, score).tried).toEqual(run.tried);
    expect(tryAll(space(), { kind, trials: 100, seed: 8 }, score).tried).not.toEqual(run.tried);
  });

  test("tries no point of a grid twice, and all of a small one", () => {
    const small = spaceWith(mixed, ["n=1:10", "kind"], "n != 4");
    for (const trials of [9, 26, 27, 500]) {
      const { tried } = tryAll(small, { kind, trials, seed: 3 }, plain);
      const distinct = new Set(tried.map(({ params }) => `${params.n} ${params.kind}`));
      expect([tried.length, distinct.size]).toEqual([Math.min(trials, 27), Math.min(trials, 27)]);
    }
    expect(tryAll(spaceWith(mixed, ["n=3"]), { kind, trials: 5, seed: 3 }, plain).tried).toHaveLength(1);
  });

  test("takes a score that is not known", () => {
    const score = ({ n }: Variant) => (Number(n) % 3 === 0 ? Number.NaN : Number(n));
    expect(tryAll(space(), { kind, trials: 60, seed: 1 }, score).tried).toHaveLength(60);
  });
});

describe("a Latin hypercube", () => {
  test("has one point in each part of every axis", () => {
    const space = spaceWith(mixed, ["x=0:1", "y=-2:2", "n=1:1000000"]);
    const n = 40;
    const points = drawHypercube(space, n, seeded(5));
    for (const [a, axis] of space.axes.entries()) {
      const strata = Array.from({ length: n }, (_, k) =>
        Math.floor(fractionOf(axis, points[k * 3 + a]!) * n),
      );
      expect(strata.toSorted((p, q) => p - q)).toEqual(Array.from({ length: n }, (_, k) => k));
    }
  });

  test("gives the values of an axis with fewer of them an equal share", () => {
    const space = spaceWith(mixed, ["x=0:1", "kind"]);
    const points = drawHypercube(space, 30, seeded(5));
    const counts = [0, 0, 0];
    for (let k = 0; k < 30; k++) counts[points[2 * k + 1]!]!++;
    expect(counts).toEqual([10, 10, 10]);
  });

  test("goes on with further hypercubes where points are not allowed", () => {
    const space = spaceWith(mixed, ["x=0:1", "y=0:1"], "x < 0.5");
    expect(drawHypercube(space, 50, seeded(1))).toHaveLength(100);
  });
});

describe("the Bayesian search finds more with as many trials", () => {
  // Branin and Hoo, least 0.397887 at three places; Ackley's funnel among ripples; a choice that decides how well a number may do.
  const branin = ({ x, y }: Variant): number => {
    const [u, v] = [Number(x) * 15 - 5, Number(y) * 15];
    const bend = v - (5.1 * u * u) / (4 * Math.PI ** 2) + (5 * u) / Math.PI - 6;
    return -(bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(u) + 10);
  };
  const ackley = ({ x, y, z }: Variant): number => {
    const offsets = [Number(x) - 0.3, Number(y) - 0.6, Number(z) - 0.8].map((offset) => 10 * offset);
    const mean = (of: (offset: number) => number) => offsets.reduce((sum, u) => sum + of(u), 0) / 3;
    return (
      20 * Math.exp(-0.2 * Math.sqrt(mean((u) => u * u))) + Math.exp(mean((u) => Math.cos(2 * Math.PI * u)))
    );
  };
  const chosen = ({ n, x, kind }: Variant): number =>
    (kind === "b" ? 1 : 0) - ((Number(n) - 170) / 200) ** 2 - (Number(x) - 0.8) ** 2;
  const both = ["x=0:1", "y=0:1"];

  test.each([
    ["Branin", branin, both],
    ["Ackley", ackley, [...both, "z=0:1"]],
    ["a choice, a whole number and a number", chosen, ["n=1:400", "x=0:1", "kind"]],
  ] as const)("%s", (_, score, words) => {
    const bestOf = (kind: SearchKind) =>
      Array.from(
        { length: 12 },
        (_, k) => tryAll(spaceWith(mixed, words), { kind, trials: 100, seed: k + 1 }, score).best,
      );
    const [bayes, random] = [bestOf("tpe"), bestOf("random")];
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[6]!;
    expect(median(bayes)).toBeGreaterThan(median(random));
    expect(bayes.filter((value, k) => value > random[k]!).length).toBeGreaterThanOrEqual(8);
  });
});

test("a coordinate at the end of a folded density lies on the axis", () => {
  const [axis] = spaceWith(mixed, ["n=1:3"]).axes;
  expect(coordinateAt(axis!, 1 - Number.EPSILON)).toBe(2);
});
